package io.podhelpers.gitsync.ed25519;

import java.security.Provider;
import java.security.Security;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.sshd.common.util.security.SecurityProviderRegistrar;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.apache.sshd.common.util.security.eddsa.generic.EdDSASupport;

/// Tells the ssh library that the JDK itself can do Ed25519, which it otherwise only asks of Bouncy Castle.
public final class Ed25519Registrar implements SecurityProviderRegistrar {
    private static final String NAME = "SunEC";

    private final Map<String, Object> properties = new ConcurrentHashMap<>();

    private Ed25519Registrar() {}

    /// To be called before the first key is read; again does nothing.
    public static synchronized void register() {
        if (!SecurityUtils.isProviderRegistered(NAME)) {
            SecurityUtils.registerSecurityProvider(new Ed25519Registrar());
        }
    }

    @Override
    public String getName() {
        return NAME;
    }

    @Override
    public boolean isSupported() {
        return true;
    }

    @Override
    public boolean isNamedProviderUsed() {
        return false;
    }

    @Override
    public Provider getSecurityProvider() {
        return Security.getProvider(NAME);
    }

    @Override
    public String getDefaultSecurityEntitySupportValue(Class<?> entityType) {
        return "";
    }

    @Override
    public boolean isSecurityEntitySupported(Class<?> entityType, String name) {
        return name.equalsIgnoreCase("Ed25519") || name.equalsIgnoreCase("EdDSA");
    }

    @Override
    public Map<String, Object> getProperties() {
        return properties;
    }

    @Override
    public Optional<EdDSASupport<?, ?>> getEdDSASupport() {
        return Optional.of(new JdkEd25519());
    }
}
