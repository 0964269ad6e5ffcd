package io.podhelpers.gitsync;

import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.transport.CredentialItem;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.URIish;

/// Answers JGit's question for a name and password with the login that fits the URL best, and every other question with
/// no. Asked again for a login that was refused, it has nothing more to offer.
final class LoginProvider extends CredentialsProvider {
    private final List<Login> logins;
    private boolean refused;

    LoginProvider(List<Login> logins) {
        this.logins = logins;
    }

    @Override
    public boolean isInteractive() {
        return false;
    }

    @Override
    public boolean supports(CredentialItem... items) {
        for (CredentialItem item : items) {
            if (!(item instanceof CredentialItem.Username) && !(item instanceof CredentialItem.Password)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean get(URIish uri, CredentialItem... items) {
        Optional<Login> login = refused ? Optional.empty() : Login.best(logins, uri);
        if (login.isEmpty() || !supports(items)) {
            return false;
        }
        for (CredentialItem item : items) {
            if (item instanceof CredentialItem.Username name) {
                name.setValue(login.get().username());
            } else if (item instanceof CredentialItem.Password password) {
                password.setValue(login.get().password().toCharArray());
            }
        }
        return true;
    }

    @Override
    public void reset(URIish uri) {
        refused = true;
    }
}
