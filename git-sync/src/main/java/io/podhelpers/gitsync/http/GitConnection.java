package io.podhelpers.gitsync.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.ProtocolException;
import java.net.URL;
import java.security.KeyManagementException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.eclipse.jgit.transport.http.HttpConnection;

/// The JDK's connection as JGit wants to see one. JGit's own does not let its TLS factory be set.
record GitConnection(HttpURLConnection wrapped) implements HttpConnection {
    @Override
    public int getResponseCode() throws IOException {
        return wrapped.getResponseCode();
    }

    @Override
    public URL getURL() {
        return wrapped.getURL();
    }

    @Override
    public String getResponseMessage() throws IOException {
        return wrapped.getResponseMessage();
    }

    @Override
    public Map<String, List<String>> getHeaderFields() {
        return wrapped.getHeaderFields();
    }

    @Override
    public void setRequestProperty(String key, String value) {
        wrapped.setRequestProperty(key, value);
    }

    @Override
    public void setRequestMethod(String method) throws ProtocolException {
        wrapped.setRequestMethod(method);
    }

    @Override
    public void setUseCaches(boolean use) {
        wrapped.setUseCaches(use);
    }

    @Override
    public void setConnectTimeout(int millis) {
        wrapped.setConnectTimeout(millis);
    }

    @Override
    public void setReadTimeout(int millis) {
        wrapped.setReadTimeout(millis);
    }

    @Override
    public String getContentType() {
        return wrapped.getContentType();
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return wrapped.getInputStream();
    }

    @Override
    public String getHeaderField(String name) {
        return wrapped.getHeaderField(name);
    }

    // names of header fields have no case, those of the map do
    @Override
    public List<String> getHeaderFields(String name) {
        List<String> values = new ArrayList<>();
        wrapped.getHeaderFields().forEach((key, found) -> {
            if (name.equalsIgnoreCase(key)) {
                values.addAll(found);
            }
        });
        return values;
    }

    @Override
    public int getContentLength() {
        return wrapped.getContentLength();
    }

    @Override
    public void setInstanceFollowRedirects(boolean follow) {
        wrapped.setInstanceFollowRedirects(follow);
    }

    @Override
    public void setDoOutput(boolean output) {
        wrapped.setDoOutput(output);
    }

    @Override
    public void setFixedLengthStreamingMode(int length) {
        wrapped.setFixedLengthStreamingMode(length);
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return wrapped.getOutputStream();
    }

    @Override
    public void setChunkedStreamingMode(int length) {
        wrapped.setChunkedStreamingMode(length);
    }

    @Override
    public String getRequestMethod() {
        return wrapped.getRequestMethod();
    }

    @Override
    public boolean usingProxy() {
        return wrapped.usingProxy();
    }

    @Override
    public void connect() throws IOException {
        wrapped.connect();
    }

    @Override
    public void configure(KeyManager[] keys, TrustManager[] trust, SecureRandom random)
            throws NoSuchAlgorithmException, KeyManagementException {
        if (wrapped instanceof HttpsURLConnection https) {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, trust, random);
            https.setSSLSocketFactory(context.getSocketFactory());
        }
    }

    @Override
    public void setHostnameVerifier(HostnameVerifier verifier) {
        if (wrapped instanceof HttpsURLConnection https) {
            https.setHostnameVerifier(verifier);
        }
    }
}
