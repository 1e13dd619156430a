package dev.weir.config;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/// Where the media of a stream comes from.
public sealed interface StreamSource {
  /// Reads a source as the document writes it; empty if it is none that can be opened.
  static Optional<StreamSource> parse(String text) {
    return Optional.ofNullable(
        new SourceText().read(JsonNodeFactory.instance.textNode(text), Place.ROOT, new Problems()));
  }

  /// A publisher connects to us: `push://`, `push://10.0.0.0/8`, `push://@password`, or both.
  ///
  /// @param from the addresses that need no password; `push://` alone means all of them
  /// @param names hosts that need no password, whatever their addresses are now
  /// @param password what lets in a publisher from anywhere, or `sha256:` and its hash; empty for
  ///   none
  record Push(List<AddressRange> from, List<String> names, String password)
      implements StreamSource {
    /// Copies the lists.
    public Push {
      from = List.copyOf(from);
      names = List.copyOf(names);
    }

    /// Without names.
    public Push(List<AddressRange> from, String password) {
      this(from, List.of(), password);
    }

    /// Whether a publisher at `address` who gave `password` (empty for none) may publish.
    public boolean allows(InetAddress address, String given) {
      return (!password.isEmpty() && AccessConfig.fits(given, password))
          || from.stream().anyMatch(range -> range.contains(address));
    }

    /// Without the password, so that it may be logged.
    @Override
    public String toString() {
      return "push://" + (names.isEmpty() ? from : names) + (password.isEmpty() ? "" : "@…");
    }
  }

  /// The clip that comes with the server, played as live, over and over: `demo:`.
  record Demo() implements StreamSource {
    @Override
    public String toString() {
      return "demo:";
    }
  }

  /// One file of this machine, read at any place.
  ///
  /// @param path absolute; may contain variables such as `$wildcard`
  /// @param program of a transport stream, by its program_number; 0 for the first with media
  record File(String path, int program) implements StreamSource {
    /// All of it, and of a transport stream the first program with media.
    public File(String path) {
      this(path, 0);
    }

    @Override
    public String toString() {
      return path + ending(program);
    }
  }

  /// All files below a folder: the wildcard of a stream's name says which one.
  ///
  /// @param path absolute, ends with `/`
  record Folder(String path) implements StreamSource {
    @Override
    public String toString() {
      return path;
    }
  }

  /// A stream of another server, played over RTMP.
  ///
  /// @param url `rtmp://` or `rtmps://`; may contain variables such as `$wildcard`
  record Rtmp(String url) implements StreamSource {
    @Override
    public String toString() {
      return plain(url);
    }
  }

  /// A body of HTTP that goes on for as long as the stream does.
  ///
  /// @param url `http://` or `https://`; may contain variables such as `$wildcard`
  /// @param body what it consists of
  /// @param program of a transport stream, by its program_number; 0 for the first with media
  record Http(String url, Body body, int program) implements StreamSource {
    /// The formats.
    public enum Body {
      /// Flash Video.
      FLV,
      /// MPEG transport stream.
      TS
    }

    @Override
    public String toString() {
      return plain(url);
    }
  }

  /// A playlist `.pls`: its entries in turn, as live.
  ///
  /// @param path absolute
  record Playlist(String path) implements StreamSource {
    @Override
    public String toString() {
      return path;
    }
  }

  /// A file on another server, read at any place.
  ///
  /// @param url `http://` or `https://`; may contain variables such as `$wildcard`
  record HttpFile(String url) implements StreamSource {
    @Override
    public String toString() {
      return plain(url);
    }
  }

  /// An HLS presentation.
  ///
  /// @param location `http://…`, `https://…` or an absolute path; may contain variables such as
  ///   `$wildcard`
  record Hls(String location) implements StreamSource {
    @Override
    public String toString() {
      return plain(location);
    }
  }

  /// Datagrams of MPEG-TS.
  ///
  /// @param address where they are received: a group for multicast; empty for every address
  /// @param port 1 to 65535
  /// @param interfaces on which a group is joined, by name or address; empty for the usual one
  /// @param program by its program_number; 0 for the first with media
  record Udp(String address, int port, List<String> interfaces, int program)
      implements StreamSource {
    /// Copies the list.
    public Udp {
      interfaces = List.copyOf(interfaces);
    }

    @Override
    public String toString() {
      return "tsudp://"
          + (address.indexOf(':') < 0 ? address : "[" + address + "]")
          + ":"
          + port
          + ending(program);
    }
  }

  /// What a program prints.
  ///
  /// @param output in which format
  /// @param command the program by its whole path, and its arguments, which may contain variables
  record Program(Output output, List<String> command) implements StreamSource {
    /// The formats.
    public enum Output {
      /// MPEG transport stream.
      TS,
      /// Matroska.
      MATROSKA,
      /// H.264 in annex B.
      H264
    }

    /// Copies the list.
    public Program {
      command = List.copyOf(command);
    }

    /// Without the arguments, in which passwords may stand.
    @Override
    public String toString() {
      return "exec:" + command.getFirst();
    }
  }

  private static String ending(int program) {
    return program == 0 ? "" : PullText.PROGRAM_ENDING + program;
  }

  /// Without what may be secret: name, password and query.
  private static String plain(String url) {
    int query = url.indexOf('?');
    return (query < 0 ? url : url.substring(0, query)).replaceFirst("://[^/@]*@", "://");
  }
}
