package io.podhelpers.runtime.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podhelpers.runtime.UserError;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PemTest {
    private static final int RSA_2048_PKCS8_PREFIX_BYTES = 26;

    private static final String SEC1_P256 = """
            -----BEGIN EC PARAMETERS-----
            BggqhkjOPQMBBw==
            -----END EC PARAMETERS-----
            -----BEGIN EC PRIVATE KEY-----
            MHcCAQEEICYVju5zYjvKnpgMlJmUzcUN4SD6EXGV+zp6Ruc2ShgVoAoGCCqGSM49
            AwEHoUQDQgAEZNkZUAm3y4ZBGw8KZn/0t/7gQzXthEz+3A4DzvtAA3scuuWIDLnr
            8+ipWfQViIUSfjywsRvUS9uxCAsuNZbAWA==
            -----END EC PRIVATE KEY-----
            """;

    // long enough for a DER length of two bytes, short enough for one that needs a single value byte
    private static final String SEC1_P521 = """
            -----BEGIN EC PRIVATE KEY-----
            MIHcAgEBBEIAH00mSbJPwAMKkPdEQBBhXzx1YYt+7V0x2uJrjyJR4GqU9iOzCWFJ
            ivR+6SKL1TN4xe7p+TLtOqEewPb1suUwLy+gBwYFK4EEACOhgYkDgYYABAHPZhLT
            jIwwpnR47zNzuBjF8mMNBcxiQJ9KXii0gkUQtzSLpvRN6tK70Aj89H3p1e0DR6Pc
            ZQu7HgovIpJcPtnpJAHcwT94iPejkRuITffgTNzK11gmIGBGjRZ03rLJRlFDdTxx
            UkbQ7KKLmygFrBx/VSHd3wf5VjVJAZ7mnSTPD9SsmA==
            -----END EC PRIVATE KEY-----
            """;

    @ParameterizedTest
    @CsvSource({"RSA, 2048", "EC, 256", "EC, 521", "Ed25519, 255"})
    void readsPkcs8(String algorithm, int bits) throws GeneralSecurityException {
        PrivateKey key = generated(algorithm, bits);
        assertThat(Pem.privateKeyIn("here", pem("PRIVATE KEY", key.getEncoded())))
                .isEqualTo(key);
    }

    @Test
    void readsPkcs1() throws GeneralSecurityException {
        PrivateKey key = generated("RSA", 2048);
        byte[] pkcs8 = key.getEncoded();
        byte[] pkcs1 = Arrays.copyOfRange(pkcs8, RSA_2048_PKCS8_PREFIX_BYTES, pkcs8.length);
        assertThat(Pem.privateKeyIn("here", pem("RSA PRIVATE KEY", pkcs1))).isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {SEC1_P256, SEC1_P521})
    void readsSec1OfAnyLengthBehindItsParameters(String text) {
        assertThat(Pem.privateKeyIn("here", text).getAlgorithm()).isEqualTo("EC");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----\nAAAAA\n-----END PRIVATE KEY-----",
                "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----",
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----",
                "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nAAAA\n-----END RSA PRIVATE KEY-----"
            })
    void whatIsNoKeyIsTheUsersErrorAndNotShown(String text) {
        assertThatThrownBy(() -> Pem.privateKeyIn("--key-file", text))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith("--key-file: ")
                .hasMessageNotContaining("AAAA");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", SEC1_P256, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"})
    void whatIsNoCertificateIsTheUsersError(String text) {
        assertThatThrownBy(() -> Pem.certificatesIn("--ca-file", text))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith("--ca-file: ");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> Pem.certificates("--ca-file", Path.of("/no/such")))
                .isInstanceOf(UserError.class)
                .hasMessage("--ca-file: cannot read /no/such: NoSuchFileException (expected: a PEM file)");
    }

    private static PrivateKey generated(String algorithm, int bits) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(bits);
        return generator.generateKeyPair().getPrivate();
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + label
                + "-----\n";
    }
}
