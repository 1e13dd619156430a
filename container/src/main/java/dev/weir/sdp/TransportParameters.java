package dev.weir.sdp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What ICE (RFC 8839) and DTLS (RFC 8122, 8842) need to know of a medium's other side.
///
/// @param ufrag user name fragment, or null
/// @param password or null
/// @param options the words of `ice-options`: `trickle`, `ice2`, `renomination`
/// @param lite whether the other side only answers checks
/// @param candidates those in the description
/// @param endOfCandidates whether no more follow
/// @param fingerprints of the certificate
/// @param setup who is the client of DTLS, or null
public record TransportParameters(
    @Nullable String ufrag,
    @Nullable String password,
    List<String> options,
    boolean lite,
    List<IceCandidate> candidates,
    boolean endOfCandidates,
    List<Fingerprint> fingerprints,
    @Nullable Setup setup) {

  /// The longest fragment and password that RFC 8839 5.4 allows.
  private static final int MAX_CREDENTIAL_CHARS = 256;

  /// Who begins the handshake of DTLS (RFC 4145 4).
  public enum Setup {
    /// The describer is the client.
    ACTIVE,
    /// The describer is the server.
    PASSIVE,
    /// The describer is either: the answer says which.
    ACTPASS,
    /// Nobody for now.
    HOLDCONN;

    static @Nullable Setup ofWord(@Nullable String word) {
      for (Setup setup : values()) {
        if (setup.name().equalsIgnoreCase(word)) {
          return setup;
        }
      }
      return null;
    }
  }

  /// Copies the lists.
  public TransportParameters {
    options = List.copyOf(options);
    candidates = List.copyOf(candidates);
    fingerprints = List.copyOf(fingerprints);
  }

  static TransportParameters of(Attributes session, Attributes media) {
    String options = first("ice-options", session, media);
    List<String> own = media.values("fingerprint");
    List<String> fingerprints = own.isEmpty() ? session.values("fingerprint") : own;
    return new TransportParameters(
        credential("ice-ufrag", session, media),
        credential("ice-pwd", session, media),
        options == null || options.isEmpty() ? List.of() : List.of(options.split(" +", -1)),
        session.has("ice-lite"),
        media.values("candidate").stream().flatMap(IceCandidate::parse).toList(),
        media.has("end-of-candidates") || session.has("end-of-candidates"),
        fingerprints.stream().flatMap(Fingerprint::parse).toList(),
        Setup.ofWord(first("setup", session, media)));
  }

  private static @Nullable String first(String name, Attributes session, Attributes media) {
    String own = media.first(name);
    return own == null ? session.first(name) : own;
  }

  private static @Nullable String credential(String name, Attributes session, Attributes media) {
    String value = first(name, session, media);
    return value == null || value.length() > MAX_CREDENTIAL_CHARS ? null : value;
  }

  /// A number of decimal digits, or −1 if it is none or over `max`.
  static int number(String word, int max) {
    if (word.isEmpty() || word.length() > 10 || !word.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return -1;
    }
    long value = Long.parseLong(word);
    return value > max ? -1 : (int) value;
  }
}
