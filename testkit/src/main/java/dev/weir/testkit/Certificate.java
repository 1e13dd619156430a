package dev.weir.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A certificate for `localhost` and `127.0.0.1` that signs itself, with its key, in the forms that
/// peers want. Made by the JDK's keytool in a folder of the test's; any thread.
public final class Certificate {
  private static final String PASSWORD = "changeit";
  private static final String NAME = "peer";
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int LINE = 64;

  private final Path folder;
  private final KeyStore own;
  private final KeyStore trusted;

  private Certificate(Path folder, KeyStore own, KeyStore trusted) {
    this.folder = folder;
    this.own = own;
    this.trusted = trusted;
  }

  /// Makes one, and its files, in `folder`.
  public static Certificate in(Path folder) {
    Path file = folder.resolve("own.p12");
    List<String> keytool =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-keystore",
            file.toString(),
            "-storetype",
            "PKCS12",
            "-storepass",
            PASSWORD,
            "-alias",
            NAME,
            "-keyalg",
            "EC",
            "-dname",
            "CN=localhost",
            "-ext",
            "san=dns:localhost,ip:127.0.0.1");
    try (ChildProcess process = ChildProcess.start(keytool)) {
      if (process.awaitEnd(LIMIT) != 0) {
        throw process.failure("made no certificate");
      }
    }
    try {
      KeyStore own = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(file)) {
        own.load(in, PASSWORD.toCharArray());
      }
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry(NAME, own.getCertificate(NAME));
      Certificate made = new Certificate(folder, own, trusted);
      made.write();
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private void write() throws IOException, GeneralSecurityException {
    try (OutputStream out = Files.newOutputStream(trustFile())) {
      trusted.store(out, PASSWORD.toCharArray());
    }
    pem(certificateFile(), "CERTIFICATE", own.getCertificate(NAME).getEncoded());
    pem(keyFile(), "PRIVATE KEY", own.getKey(NAME, PASSWORD.toCharArray()).getEncoded());
  }

  private static void pem(Path file, String what, byte[] bytes) throws IOException {
    Base64.Encoder encoder = Base64.getMimeEncoder(LINE, "\n".getBytes(StandardCharsets.US_ASCII));
    Files.writeString(
        file,
        "-----BEGIN %s-----%n%s%n-----END %s-----%n"
            .formatted(what, encoder.encodeToString(bytes), what));
  }

  /// The certificate, PEM.
  public Path certificateFile() {
    return folder.resolve("cert.pem");
  }

  /// Its key, PEM (PKCS #8).
  public Path keyFile() {
    return folder.resolve("key.pem");
  }

  private Path trustFile() {
    return folder.resolve("trust.p12");
  }

  /// What a server with this certificate needs.
  public SSLContext server() throws GeneralSecurityException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  /// What a client needs that trusts this certificate and no other.
  public SSLContext client() throws GeneralSecurityException {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  /// Options of a virtual machine that trusts this certificate and no other.
  public List<String> trustOptions() {
    return List.of(
        "-Djavax.net.ssl.trustStore=" + trustFile(),
        "-Djavax.net.ssl.trustStorePassword=" + PASSWORD);
  }
}
