package dev.weir.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The source of a stream, as it is written: `push://10.0.0.0/8@secret`, `demo:`,
/// `/srv/media/film.mp4`, `/srv/media/mux.ts#program=2`, `/srv/media/`, and what [PullText] reads.
record SourceText() implements Shape<StreamSource> {
  private static final Text TEXT = new Text(2048);
  private static final String PUSH = "push://";

  /// What MistServer's interface writes where only stream keys let in.
  private static final String NOBODY = "invalid,host";

  /// With a letter in its last part, so that it is no address with a slip.
  private static final Pattern HOST_NAME =
      Pattern.compile("(?=.{1,253}$)([A-Za-z0-9_-]{1,63}\\.)*[A-Za-z0-9-]*[A-Za-z][A-Za-z0-9-]*");

  @Override
  public @Nullable StreamSource read(JsonNode node, Place place, Problems problems) {
    String text = TEXT.read(node, place, problems);
    if (text == null) {
      return null;
    }
    if (text.equals("demo:")) {
      return new StreamSource.Demo();
    }
    if (text.startsWith(PUSH)) {
      return push(text.substring(PUSH.length()), place, problems);
    }
    if (text.startsWith("/")) {
      int ending = text.indexOf(PullText.PROGRAM_ENDING);
      return ending < 0
          ? local(text, place, problems)
          : localProgram(text.substring(0, ending), text.substring(ending), place, problems);
    }
    return PullText.read(text, place, problems);
  }

  private static @Nullable StreamSource localProgram(
      String path, String ending, Place place, Problems problems) {
    int program = PullText.program(ending, place, problems);
    StreamSource source = local(path, place, problems);
    if (program < 0 || source == null) {
      return null;
    }
    if (source instanceof StreamSource.File) {
      return new StreamSource.File(path, program);
    }
    problems.add(place, "a program can be chosen of a file, not of a folder or a playlist");
    return null;
  }

  private static @Nullable StreamSource local(String text, Place place, Problems problems) {
    for (String segment : text.split("/", -1)) {
      if (segment.equals("..") || segment.equals(".")) {
        problems.add(place, "the path holds \"" + segment + "\"; write where the file really is");
        return null;
      }
    }
    if (PullText.isPlaylist(text)) {
      return new StreamSource.Hls(text);
    }
    if (text.endsWith(".pls")) {
      return new StreamSource.Playlist(text);
    }
    return text.endsWith("/") ? new StreamSource.Folder(text) : new StreamSource.File(text);
  }

  private static @Nullable StreamSource push(String text, Place place, Problems problems) {
    int at = text.indexOf('@');
    String from = at < 0 ? text : text.substring(0, at);
    String password = at < 0 ? "" : text.substring(at + 1);
    if (from.isEmpty()) {
      return new StreamSource.Push(
          password.isEmpty() ? AddressRange.EVERYWHERE : List.of(), password);
    }
    if (isLoopback(from)) {
      return new StreamSource.Push(AddressRange.LOOPBACK, password);
    }
    AddressRange range = AddressRange.parse(from).orElse(null);
    if (range == null && HOST_NAME.matcher(from).matches()) {
      return new StreamSource.Push(List.of(), List.of(from), password);
    }
    if (range == null && from.startsWith(NOBODY)) {
      return new StreamSource.Push(List.of(), password);
    }
    if (range == null) {
      problems.add(
          place,
          '"'
              + Printable.of(from)
              + "\" is neither an address nor the name of a host; legal: push://, push://ADDRESS,"
              + " push://ADDRESS/BITS, push://NAME,"
              + " each with or without @PASSWORD");
      return null;
    }
    return new StreamSource.Push(List.of(range), password);
  }

  // An encoder told to publish to "localhost" may come from either loopback address.
  private static boolean isLoopback(String from) {
    return from.equals("localhost") || from.equals("127.0.0.1") || from.equals("::1");
  }

  @Override
  public ObjectNode schema() {
    return TEXT.schema().put("pattern", "^(" + PUSH + "|demo:$|/|" + PullText.PATTERN + ")");
  }
}
