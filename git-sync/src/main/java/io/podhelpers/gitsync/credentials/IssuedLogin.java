package io.podhelpers.gitsync.credentials;

/// A user name and a password that is valid for a while. Its text shows no password.
public record IssuedLogin(String username, String password) {
    @Override
    public String toString() {
        return "IssuedLogin[" + username + "]";
    }
}
