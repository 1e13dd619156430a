package dev.weir.source.hls;

import dev.weir.media.Octets;
import dev.weir.media.UnsupportedMediaException;
import dev.weir.playlist.MediaPlaylist;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Takes the encryption off segments (RFC 8216bis 4.4.4.4, 5.2): AES-128 in CBC. Any thread;
/// blocks. Keys are kept.
final class HlsKeys {
  private static final int KEY_BYTES = 16;
  private static final int MOST_KEPT = 8;

  private final HlsResources resources;
  private final Map<URI, byte[]> kept = // guarded by itself
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<URI, byte[]> eldest) {
          return size() > MOST_KEPT;
        }
      };

  HlsKeys(HlsResources resources) {
    this.resources = resources;
  }

  /// The plain bytes.
  ///
  /// @param keys ways in which it is encrypted, any of which will do; empty if it is not
  /// @param base of the playlist in which they stand
  /// @param sequence the media sequence number, which stands in for a missing IV
  byte[] plain(byte[] bytes, List<MediaPlaylist.Key> keys, URI base, long sequence)
      throws IOException, InterruptedException {
    if (keys.isEmpty()) {
      return bytes;
    }
    MediaPlaylist.Key key =
        keys.stream()
            .filter(way -> way.method().equals("AES-128") && way.format().equals("identity"))
            .findFirst()
            .orElseThrow(() ->
                new UnsupportedMediaException(
                    "HLS: segments are encrypted with "
                        + keys.getFirst().method().replaceAll("[^A-Z0-9-]", "?")
                        + ", of which only AES-128 with a plain key can be read"));
    Octets said = key.iv();
    byte[] iv =
        said == null
            ? ByteBuffer.allocate(KEY_BYTES).putLong(0).putLong(sequence).array()
            : said.toByteArray();
    try {
      Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
      cipher.init(
          Cipher.DECRYPT_MODE,
          new SecretKeySpec(key(resources.resolve(base, key.uri())), "AES"),
          new IvParameterSpec(iv));
      return cipher.doFinal(bytes);
    } catch (GeneralSecurityException e) {
      throw new IOException("a segment cannot be decrypted: the key does not fit", e);
    }
  }

  private byte[] key(URI uri) throws IOException, InterruptedException {
    byte[] known;
    synchronized (kept) {
      known = kept.get(uri);
    }
    if (known == null) {
      known = resources.bytes(uri, null, 1024);
      if (known.length != KEY_BYTES) {
        throw new IOException(
            "the key at "
                + HlsResources.plain(uri)
                + " has "
                + known.length
                + " bytes, legal are 16");
      }
      synchronized (kept) {
        kept.put(uri, known);
      }
    }
    return known;
  }
}
