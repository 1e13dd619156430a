package dev.weir.mp4;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/// Finds boxes by path, with nothing but sizes and names to go by.
final class BoxTree {
  private static final List<String> CONTAINERS =
      List.of("moov", "trak", "mdia", "minf", "stbl", "moof", "traf", "mvex", "edts", "dinf");

  private BoxTree() {}

  /// Where the body lies of the box at a path such as `moof/traf/tfdt`, of several the first.
  static ByteBuf find(ByteBuf in, String path) {
    return all(in, path).getFirst();
  }

  /// The bodies of all boxes at a path.
  static List<ByteBuf> all(ByteBuf in, String path) {
    int slash = path.indexOf('/');
    String name = slash < 0 ? path : path.substring(0, slash);
    List<ByteBuf> found = new ArrayList<>();
    ByteBuf rest = in.slice();
    while (rest.isReadable()) {
      int size = rest.readInt();
      assertThat(size).isBetween(8, 4 + rest.readableBytes());
      String type = FourCc.text(rest.readInt());
      ByteBuf body = rest.readSlice(size - 8);
      if (type.equals(name)) {
        if (slash < 0) {
          found.add(body);
        } else {
          found.addAll(all(body, path.substring(slash + 1)));
        }
      }
    }
    return found;
  }

  /// The body as octets.
  static Octets octets(ByteBuf in, String path) {
    return Octets.copyOf(find(in, path));
  }

  /// The names of the boxes, those inside containers in parentheses.
  static String names(ByteBuf in) {
    StringBuilder names = new StringBuilder();
    ByteBuf rest = in.slice();
    while (rest.isReadable()) {
      int size = rest.readInt();
      String type = FourCc.text(rest.readInt());
      ByteBuf body = rest.readSlice(size - 8);
      names.append(names.isEmpty() ? "" : " ").append(type);
      if (CONTAINERS.contains(type)) {
        names.append('(').append(names(body)).append(')');
      }
    }
    return names.toString();
  }
}
