package dev.weir.rtmp;

import static dev.weir.rtmp.DigestScheme.PACKET_BYTES;

import dev.weir.media.MalformedMediaException;
import dev.weir.media.UnsupportedMediaException;
import dev.weir.rtmp.DigestScheme.Signer;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// The handshake of one connection (RTMP 1.0, 5.2), plain or with digests, seen from either side.
///
/// ```
/// client  C0 C1 ───────►            C0, S0: version, 1 byte
///               ◄─────── S0 S1 S2   C1, S1: time, version, random; 1536 bytes
///         C2    ───────►            C2, S2: the other's packet, or signed random; 1536 bytes
/// ```
///
/// Takes exactly 3073 bytes from the peer. A wrong C2 or S2 ends nothing, because senders in the
/// field get it wrong and no later byte depends on it; [#outcome()] names it. Not thread-safe.
final class Handshake {
  /// What a peer has to send in all.
  static final int PEER_BYTES = 1 + 2 * PACKET_BYTES;

  private static final int VERSION = 3;
  private static final int VERSION_ENCRYPTED = 6;
  private static final int FIRST_TEXT_VERSION = 32;

  private final Signer us;
  private final Signer peer;
  private final byte[] ours = new byte[PACKET_BYTES]; // C1 or S1 as we send it
  private final RandomGenerator random;

  private State state = State.VERSION;
  private Optional<DigestScheme> scheme = Optional.empty(); // set when the peer's first packet came
  private boolean answerWrong; // set when the peer's second packet came

  private enum State {
    VERSION,
    FIRST_PACKET,
    SECOND_PACKET,
    DONE
  }

  private Handshake(Signer us, Signer peer, RandomGenerator random) {
    this.us = us;
    this.peer = peer;
    this.random = random;
    random.nextBytes(ours);
    Arrays.fill(ours, 0, 8, (byte) 0);
  }

  /// The side that waits for C0.
  static Handshake ofServer(RandomGenerator random) {
    return new Handshake(Signer.SERVER, Signer.PLAYER, random);
  }

  /// The side that starts: appends C0 and C1 to `out`.
  ///
  /// @param signed whether C1 carries a digest, without which some old servers refuse H.264
  static Handshake ofClient(boolean signed, RandomGenerator random, ByteBuf out) {
    Handshake handshake = new Handshake(Signer.PLAYER, Signer.SERVER, random);
    if (signed) {
      handshake.sign(DigestScheme.FIRST);
    }
    out.writeByte(VERSION).writeBytes(handshake.ours);
    return handshake;
  }

  /// Takes what there is of the handshake from `in` and appends to `out` what the peer is due.
  ///
  /// @return whether the handshake is complete; what is left in `in` is chunks then
  /// @throws MalformedMediaException if the peer does not speak RTMP
  boolean read(ByteBuf in, ByteBuf out) {
    while (true) {
      switch (state) {
        case VERSION -> {
          if (!readVersion(in)) {
            return false;
          }
        }
        case FIRST_PACKET -> {
          if (!readFirstPacket(in, out)) {
            return false;
          }
        }
        case SECOND_PACKET -> {
          if (!readSecondPacket(in)) {
            return false;
          }
        }
        case DONE -> {
          return true;
        }
      }
    }
  }

  /// How the handshake went, for the log: `plain`, `digest FIRST`, `plain, wrong answer`.
  String outcome() {
    String kind = scheme.map(used -> "digest " + used).orElse("plain");
    return answerWrong ? kind + ", wrong answer" : kind;
  }

  private boolean readVersion(ByteBuf in) {
    if (!in.isReadable()) {
      return false;
    }
    int version = in.readUnsignedByte();
    if (version == VERSION_ENCRYPTED) {
      throw new UnsupportedMediaException("RTMP handshake: version 6 (RTMPE), allowed is 3");
    }
    // 5.2.2: versions from 32 on are the first letters of text protocols.
    if (version >= FIRST_TEXT_VERSION) {
      throw new MalformedMediaException(
          "RTMP handshake at byte 0: version " + version + ", allowed is 3");
    }
    state = State.FIRST_PACKET;
    return true;
  }

  private boolean readFirstPacket(ByteBuf in, ByteBuf out) {
    if (in.readableBytes() < PACKET_BYTES) {
      return false;
    }
    byte[] theirs = new byte[PACKET_BYTES];
    in.readBytes(theirs);
    // Bytes 4 to 7 are zero in the plain handshake and a version in the signed one.
    boolean plain = theirs[4] == 0 && theirs[5] == 0 && theirs[6] == 0 && theirs[7] == 0;
    scheme = plain ? Optional.empty() : DigestScheme.of(theirs, peer);
    if (us == Signer.SERVER) {
      scheme.ifPresent(this::sign);
      out.writeByte(VERSION).writeBytes(ours);
    }
    out.writeBytes(answer(theirs));
    state = State.SECOND_PACKET;
    return true;
  }

  private byte[] answer(byte[] theirs) {
    if (scheme.isEmpty()) {
      return theirs;
    }
    byte[] answer = new byte[PACKET_BYTES];
    random.nextBytes(answer);
    DigestScheme.signAnswer(answer, scheme.get().found(theirs), us);
    return answer;
  }

  private boolean readSecondPacket(ByteBuf in) {
    if (in.readableBytes() < PACKET_BYTES) {
      return false;
    }
    byte[] answer = new byte[PACKET_BYTES];
    in.readBytes(answer);
    // Bytes 4 to 7 of a plain answer are the time at which our packet was read.
    boolean echoed = Arrays.equals(answer, 8, PACKET_BYTES, ours, 8, PACKET_BYTES);
    answerWrong = !echoed && !isSignedAnswer(answer);
    state = State.DONE;
    return true;
  }

  private boolean isSignedAnswer(byte[] answer) {
    return Arrays.stream(DigestScheme.values())
        .anyMatch(used -> DigestScheme.isAnswer(answer, used.found(ours), peer));
  }

  private void sign(DigestScheme signed) {
    // Any version that is not zero marks a signed packet; this one is of the last public players.
    ours[4] = 10;
    ours[5] = 0;
    ours[6] = 32;
    ours[7] = 2;
    signed.sign(ours, us);
  }
}
