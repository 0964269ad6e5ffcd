package io.podhelpers.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.testcontainers.pod.manifest.Manifests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RestrictedRulesTest {
    private static final String HARDENED = """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              hostNetwork: false
              securityContext:
                runAsNonRoot: true
                runAsUser: 10001
                seccompProfile: {type: RuntimeDefault}
                sysctls: [{name: net.ipv4.ip_unprivileged_port_start, value: "0"}]
              containers:
                - name: nginx
                  image: nginx
                  ports: [{containerPort: 80}]
                  securityContext:
                    privileged: false
                    allowPrivilegeEscalation: false
                    capabilities: {drop: [ALL]}
            """;

    @TempDir
    private Path folder;

    @Test
    void hasNothingToSayAboutAHardenedPod() throws IOException {
        assertThat(complaints(HARDENED)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hostNetwork: false | hostPID: true | Host Namespaces",
                "runAsNonRoot: true | runAsNonRoot: false | Running as Non-root",
                "runAsUser: 10001 | runAsUser: 0 | Running as Non-root user",
                "RuntimeDefault | Unconfined | Seccomp",
                "net.ipv4.ip_unprivileged_port_start | kernel.msgmax | Sysctls",
                "{containerPort: 80} | {containerPort: 80, hostPort: 80} | Host Ports",
                "privileged: false | privileged: true | Privileged Containers",
                "allowPrivilegeEscalation: false | runAsGroup: 1 | Privilege Escalation",
                "drop: [ALL] | drop: [NET_RAW] | Capabilities",
                "drop: [ALL] | drop: [ALL], add: [SYS_ADMIN] | Capabilities",
            })
    void namesTheControlThatIsBroken(String good, String bad, String control) throws IOException {
        assertThat(complaints(HARDENED.replace(good, bad))).anyMatch(complaint -> complaint.startsWith(control + ":"));
    }

    private List<String> complaints(String yaml) throws IOException {
        Path file = Files.writeString(folder.resolve("pod.yaml"), yaml);
        return RestrictedRules.complaintsAbout(Manifests.read(file).pods().getFirst());
    }
}
