package dev.deployflux.proxies;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.springframework.util.FileSystemUtils;

/** A certificate of {@code localhost} that nobody trusts but who is told to. The JDK's keytool makes it. */
final class LocalCertificate {

    private static final String PASSWORD = "secret";
    private static final String NAME = "proxy";
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private final KeyStore store;

    private LocalCertificate(KeyStore store) {
        this.store = store;
    }

    static LocalCertificate create() {
        try {
            Path folder = Files.createTempDirectory("certificate");
            try {
                return new LocalCertificate(created(folder.resolve("store")));
            } finally {
                FileSystemUtils.deleteRecursively(folder);
            }
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static KeyStore created(Path file) throws IOException, InterruptedException, GeneralSecurityException {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        List<String> names = List.of("-alias", NAME, "-dname", "CN=localhost", "-ext", "SAN=dns:localhost");
        List<String> key = List.of("-keyalg", "EC", "-groupname", "secp256r1", "-validity", "30");
        List<String> kept = List.of("-storetype", "PKCS12", "-keystore", file.toString(), "-storepass", PASSWORD);
        ProcessBuilder keytoolRun = new ProcessBuilder(keytool.toString(), "-genkeypair")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        keytoolRun.command().addAll(names);
        keytoolRun.command().addAll(key);
        keytoolRun.command().addAll(kept);
        int exit = keytoolRun.start().waitFor();
        if (exit != 0) {
            throw new IllegalStateException(keytool + " ended with " + exit);
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream bytes = Files.newInputStream(file)) {
            store.load(bytes, PASSWORD.toCharArray());
        }
        return store;
    }

    /** The key and the certificate, as proxies read them. */
    String pem() {
        try {
            return pem("PRIVATE KEY", store.getKey(NAME, PASSWORD.toCharArray()).getEncoded())
                    + pem("CERTIFICATE", store.getCertificate(NAME).getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String type, byte[] content) {
        return "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(type, LINES.encodeToString(content), type);
    }

    /** For clients that trust it, and no other. */
    SSLContext trusted() {
        try {
            KeyStore roots = KeyStore.getInstance("PKCS12");
            roots.load(null, null);
            roots.setCertificateEntry(NAME, store.getCertificate(NAME));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(roots);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
