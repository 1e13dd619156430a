package dev.weir.source.hls;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.fetch.Fetcher;
import dev.weir.media.Octets;
import dev.weir.media.UnsupportedMediaException;
import dev.weir.playlist.MediaPlaylist;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HlsKeysTest {
  private static final byte[] SECRET = "0123456789abcdef".getBytes(UTF_8);

  @TempDir Path folder;

  private byte[] plain(byte[] bytes, MediaPlaylist.Key key, long sequence) throws Exception {
    Path playlist = Files.writeString(folder.resolve("index.m3u8"), "");
    Files.write(folder.resolve("key"), SECRET);
    try (Fetcher fetcher = new Fetcher()) {
      HlsResources resources = new HlsResources(fetcher, playlist.toString());
      URI base = resources.entry();
      return new HlsKeys(resources).plain(bytes, List.of(key), base, sequence);
    }
  }

  private static byte[] encrypted(byte[] iv) throws Exception {
    Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
    cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(SECRET, "AES"), new IvParameterSpec(iv));
    return cipher.doFinal("media".getBytes(UTF_8));
  }

  private static MediaPlaylist.Key key(String method, String uri, @Nullable Octets iv) {
    return new MediaPlaylist.Key(method, uri, iv, "identity");
  }

  @Test
  void takesTheIvFromThePlaylistOrFromTheSequenceNumber() throws Exception {
    byte[] iv = "fedcba9876543210".getBytes(UTF_8);
    assertThat(plain(encrypted(iv), key("AES-128", "key", Octets.of(iv)), 5))
        .asString()
        .isEqualTo("media");
    byte[] counted = ByteBuffer.allocate(16).putLong(8, 5).array();
    assertThat(plain(encrypted(counted), key("AES-128", "key", null), 5))
        .asString()
        .isEqualTo("media");
  }

  @Test
  void refusesWhatItCannotDecrypt() {
    assertThatThrownBy(() -> plain(new byte[16], key("SAMPLE-AES", "key", null), 0))
        .isInstanceOf(UnsupportedMediaException.class)
        .hasMessageContaining("SAMPLE-AES");
    assertThatThrownBy(() -> plain(new byte[15], key("AES-128", "key", null), 0))
        .hasMessageContaining("cannot be decrypted");
    assertThatThrownBy(() -> plain(new byte[16], key("AES-128", "index.m3u8", null), 0))
        .hasMessageContaining("has 0 bytes, legal are 16");
    assertThatThrownBy(() -> plain(new byte[16], key("AES-128", "/etc/passwd", null), 0))
        .hasMessageContaining("not below its folder");
  }
}
