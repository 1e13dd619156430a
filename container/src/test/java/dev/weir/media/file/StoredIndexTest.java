package dev.weir.media.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.media.Codec;
import dev.weir.media.Colour;
import dev.weir.media.DolbyVision;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Mutations;
import dev.weir.media.Octets;
import dev.weir.media.Picture;
import dev.weir.media.SampleIndex;
import dev.weir.media.Track;
import dev.weir.opus.OpusHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class StoredIndexTest {
  private static final Octets BYTES = Octets.ofHex("0102 03");
  private static final Picture PICTURE =
      new Picture(1920, 1080, 29.97, new Colour(9, 16, 9, true, 10, 2), new DolbyVision(8, 6, 4));

  static StoredIndex everyCodec() {
    List<Codec> codecs =
        List.of(
            new Codec.Av1(BYTES, PICTURE, "av01.0"),
            new Codec.Vp8(PICTURE),
            new Codec.Vp9(2, 41, PICTURE),
            new Codec.Theora(BYTES, Octets.EMPTY, BYTES, PICTURE),
            new Codec.OtherVideo("MPEG4", BYTES, PICTURE),
            new Codec.Aac(BYTES, 2, 44_100, 2, 1024),
            OpusHead.of(6),
            new Codec.Vorbis(BYTES, BYTES, BYTES, 48_000, 1),
            new Codec.Mp3(3, 44_100, 2),
            new Codec.Ac3(true, BYTES, 48_000, 6),
            new Codec.Flac(BYTES, 96_000, 2),
            new Codec.G711(true, 8_000, 1),
            new Codec.Pcm(24, true, false, 48_000, 2),
            new Codec.OtherAudio("ALAC", BYTES, 44_100, 2),
            new Codec.Text(Codec.Text.Format.WEBVTT, BYTES),
            new Codec.Data(Codec.Data.Format.SCTE35));
    List<Track> tracks = new ArrayList<>();
    SampleIndex.Builder samples = new SampleIndex.Builder(100);
    for (Codec codec : codecs) {
      int id = tracks.size() + 1;
      tracks.add(new Track(id, codec, id % 2 == 0 ? "deu" : null, id % 3 == 0 ? "Träck" : null));
      samples.add(10L * id, 40_000L * id, -7, 10, id, true);
    }
    return new StoredIndex(tracks, samples.build());
  }

  private static ByteBuf stored(StoredIndex index) {
    return Unpooled.copiedBuffer(index.stored(1_000, 77)); // to be damaged
  }

  @Test
  void keepsEveryCodec() {
    StoredIndex index = everyCodec();
    StoredIndex read =
        Objects.requireNonNull(StoredIndex.read(stored(index).nioBuffer(), 1_000, 77));
    assertThat(read.tracks()).isEqualTo(index.tracks());
    assertThat(read.samples().entries()).isEqualTo(index.samples().entries());
  }

  @Test
  void isNotOfAFileThatChanged() {
    ByteBuffer stored = stored(everyCodec()).nioBuffer();
    assertThat(StoredIndex.read(stored, 1_001, 77)).isNull();
    assertThat(StoredIndex.read(stored, 1_000, 78)).isNull();
  }

  @Test
  void noticesAnyDamage() {
    byte[] bytes = new byte[stored(everyCodec()).readableBytes()];
    stored(everyCodec()).readBytes(bytes);
    bytes[bytes.length - 1] ^= 1;
    assertThatThrownBy(() -> StoredIndex.read(ByteBuffer.wrap(bytes), 1_000, 77))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining("checksum");
  }

  @Test
  void refusesDamageWithARightChecksumOnlyWithAMediaException() {
    Mutations.onlyMediaExceptions(
        Octets.copyOf(stored(everyCodec())),
        bytes -> StoredIndexFuzzTest.readAnyway(bytes.toByteArray()));
  }
}
