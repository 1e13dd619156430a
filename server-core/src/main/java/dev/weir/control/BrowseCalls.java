package dev.weir.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;

/// `browse`: what is in a directory of the server's machine, to choose files from.
public final class BrowseCalls {
  private static final int MOST = 10_000;

  private BrowseCalls() {}

  /// The one call.
  public static List<Call> calls() {
    return List.of(
        Call.admin(
            "browse",
            Request.TEXT,
            "the files and directories in a directory; an empty text is the current one",
            (request, reply) -> reply.put(browse(request))));
  }

  private static JsonNode browse(JsonNode request) throws CallException {
    String written = request.asText();
    TreeSet<String> files = new TreeSet<>();
    TreeSet<String> directories = new TreeSet<>();
    Path directory;
    try {
      directory = Path.of(written.isEmpty() ? "." : written).toRealPath();
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
        for (Path entry : entries) {
          if (files.size() + directories.size() < MOST) {
            (Files.isDirectory(entry) ? directories : files).add(entry.getFileName().toString());
          }
        }
      }
    } catch (InvalidPathException | NotDirectoryException _) {
      throw new CallException("", written, "legal: a directory");
    } catch (DirectoryIteratorException | IOException _) {
      throw new CallException("", written, "there is no such directory, or it cannot be read");
    }
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.putArray("path").add(directory.toString());
    files.forEach(answer.putArray("files")::add);
    directories.forEach(answer.putArray("subdirectories")::add);
    return answer;
  }
}
