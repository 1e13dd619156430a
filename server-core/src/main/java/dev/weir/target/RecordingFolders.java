package dev.weir.target;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Decides where files may be written, and makes the folders that are missing.
///
/// ```
///   /srv/rec/$stream/$day/cam.mkv
///   └──────┘ └─────────┘
///   must be  is made
/// ```
///
/// The folder that the operator wrote out, up to the first variable, has to be there: if it is
/// missing, a disk is. Below it folders are made as needed. When the configuration lists folders, a
/// file lies below one of them after all symbolic links are followed, or is refused.
///
/// Any thread; blocks on the disk.
final class RecordingFolders {
  private final List<String> allowed;

  /// @param allowed absolute paths; empty for everywhere
  RecordingFolders(List<String> allowed) {
    this.allowed = List.copyOf(allowed);
  }

  /// The path of a file to write, whose folder is there.
  ///
  /// @param written with variables
  /// @param expanded with values in their place
  /// @throws IOException in a plain sentence if it may not or cannot be
  Path prepare(String written, String expanded) throws IOException {
    Path file = absolute(expanded);
    Path folder = file.getParent();
    if (folder == null) {
      throw new IOException("a file needs a name");
    }
    Path fixed = fixedFolder(written, folder);
    if (!Files.isDirectory(fixed)) {
      throw new IOException("the folder " + fixed + " does not exist");
    }
    requireAllowed(fixed);
    makeFolders(fixed, folder);
    Path real = folder.toRealPath();
    requireAllowed(real);
    return real.resolve(file.getFileName());
  }

  private static Path absolute(String text) throws IOException {
    if (text.chars().anyMatch(Character::isISOControl)) { // parameters are decoded
      throw new IOException("a target must not contain control characters");
    }
    try {
      Path path = Path.of(text);
      for (Path part : path) {
        if (part.toString().equals("..")) {
          throw new IOException("a target must not contain \"..\"");
        }
      }
      if (path.isAbsolute()) {
        return path.normalize();
      }
    } catch (InvalidPathException _) {
      // said below
    }
    throw new IOException("a file needs an absolute path");
  }

  /// The folder up to the first variable.
  private static Path fixedFolder(String written, Path folder) throws IOException {
    int variable = written.indexOf('$');
    if (variable < 0) {
      return folder;
    }
    int end = written.lastIndexOf('/', variable);
    Path fixed = absolute(end <= 0 ? "/" : written.substring(0, end));
    // A variable of the operator's own may stand for the whole beginning.
    return folder.startsWith(fixed) ? fixed : folder;
  }

  private static void makeFolders(Path from, Path folder) throws IOException {
    Path made = from;
    for (Path name : from.relativize(folder)) {
      if (name.toString().isEmpty()) {
        continue;
      }
      made = made.resolve(name);
      try {
        Files.createDirectory(made);
      } catch (FileAlreadyExistsException e) {
        if (!Files.isDirectory(made)) {
          throw new IOException(made + " is no folder", e);
        }
      }
    }
  }

  private void requireAllowed(Path folder) throws IOException {
    if (allowed.isEmpty()) {
      return;
    }
    Path real = folder.toRealPath();
    List<String> legal = new ArrayList<>();
    for (String text : allowed) {
      Path one = Path.of(text);
      if (Files.isDirectory(one) && real.startsWith(one.toRealPath())) {
        return;
      }
      legal.add(text);
    }
    throw new IOException(
        "recordings may not be in "
            + folder
            + "; config.recordings allows "
            + String.join(", ", legal));
  }

  /// A sentence for what a disk said.
  static String sentence(IOException failure, Object file) {
    String message = String.valueOf(failure.getMessage());
    return switch (failure) {
      case AccessDeniedException _ -> file + " may not be written by this server";
      case NoSuchFileException _ -> "the folder of " + file + " does not exist";
      default ->
          switch (message.toLowerCase(Locale.ROOT)) {
            case String text when text.contains("no space left") ->
                "the disk of " + file + " is full";
            case String text when text.contains("quota exceeded") ->
                "the quota for " + file + " is used up";
            case String text when text.contains("file too large") ->
                file + " may not grow any more: the system allows no larger files";
            default -> message;
          };
    };
  }
}
