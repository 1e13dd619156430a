package dev.weir.http.progressive;

import dev.weir.feed.ProgressiveFormat;
import dev.weir.http.BodyInParts;
import dev.weir.http.ByteRange;
import dev.weir.http.HttpExchange;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.matroska.DocType;
import dev.weir.matroska.MatroskaVirtualFile;
import dev.weir.media.ByteSource;
import dev.weir.media.Codec;
import dev.weir.media.MediaFile;
import dev.weir.media.Track;
import dev.weir.media.UnsupportedMediaException;
import dev.weir.media.VirtualFile;
import dev.weir.media.file.Excerpt;
import dev.weir.media.file.MediaFormat;
import dev.weir.mp4.Mp4ReheadedFile;
import dev.weir.mp4.Mp4VirtualFile;
import dev.weir.session.Visit;
import dev.weir.stream.OnDemandStream;
import dev.weir.stream.TrackChoice;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/// Answers with files whose exact size is known: any range of them, again and again, the same
/// bytes.
///
/// Called on any event loop.
final class FileOutput {
  /// Changed with what virtual files look like, so that nobody goes on with half of an old one.
  private static final int LAYOUT = 2;

  private final SharedBlocks blocks;
  private final PageReader pages = new PageReader();
  private final LongSupplier nanoClock;

  FileOutput(SharedBlocks blocks, LongSupplier nanoClock) {
    this.blocks = blocks;
    this.nanoClock = nanoClock;
  }

  /// What is made of a file.
  ///
  /// @param tracks that are in it
  private record Recipe(
      ProgressiveFormat format, Set<Integer> tracks, long startMicros, long stopMicros) {

    boolean isWhole() {
      return startMicros == 0 && stopMicros == Long.MAX_VALUE;
    }

    String tag(String version) {
      return "\"%s-%x\"".formatted(version, ((long) LAYOUT << 32) | (hashCode() & 0xFFFF_FFFFL));
    }

    @Override
    public int hashCode() {
      // An enum's own is another one each time the server starts.
      int window = Long.hashCode(startMicros) * 31 + Long.hashCode(stopMicros);
      return (format.name().hashCode() * 31 + tracks.hashCode()) * 31 + window;
    }
  }

  /// The file that is asked for; empty if its size cannot be known.
  Optional<CompletionStage<VirtualFile>> file(
      OnDemandStream stream, ProgressiveFormat format, TrackChoice choice, PlayWishes wishes) {
    Recipe recipe = recipe(stream, format, choice, wishes);
    if (wishes.isPaced()) {
      return Optional.empty();
    }
    ByteSource bytes = stream.bytes();
    if (bytes != null
        && recipe.isWhole()
        && isAsItLies(stream, format)
        && holdsAll(stream, recipe)) {
      return Optional.of(stream.derived(recipe, () -> new RawFile(bytes, bytes.size())));
    }
    return switch (format) {
      case MP4, MKV, WEBM -> Optional.of(stream.derived(recipe, () -> made(stream, recipe)));
      default -> Optional.empty();
    };
  }

  private static Recipe recipe(
      OnDemandStream stream, ProgressiveFormat format, TrackChoice choice, PlayWishes wishes) {
    return new Recipe(
        format,
        stream.tracks().stream()
            .filter(format.only(choice)::carries)
            .map(Track::id)
            .collect(Collectors.toSet()),
        wishes.startMicros().orElse(0),
        wishes.stopMicros().orElse(Long.MAX_VALUE));
  }

  /// The formats that are read in any order from their first bytes on, and without an index.
  private static boolean isAsItLies(OnDemandStream stream, ProgressiveFormat format) {
    return stream.format()
        == switch (format) {
          case OGG -> MediaFormat.OGG;
          case WAV -> MediaFormat.WAV;
          case MP3 -> MediaFormat.MP3;
          case AAC -> MediaFormat.ADTS;
          case FLAC -> MediaFormat.FLAC;
          default -> null;
        };
  }

  private static boolean holdsAll(OnDemandStream stream, Recipe recipe) {
    return stream.tracks().stream()
        .filter(track -> !(track.codec() instanceof Codec.Text)) // those may lie beside it
        .allMatch(track -> recipe.tracks().contains(track.id()));
  }

  private static VirtualFile made(OnDemandStream stream, Recipe recipe) throws IOException {
    MediaFile part = part(stream, recipe);
    if (part.index().count() == 0) {
      throw new UnsupportedMediaException("nothing of it lies in the time that was asked for");
    }
    List<Track> tracks =
        part.tracks().stream().filter(track -> recipe.tracks().contains(track.id())).toList();
    return switch (recipe.format()) {
      case MKV -> new MatroskaVirtualFile(part, DocType.MATROSKA, tracks);
      case WEBM -> new MatroskaVirtualFile(part, DocType.WEBM, tracks);
      default -> mp4(part, recipe.tracks());
    };
  }

  private static VirtualFile mp4(MediaFile part, Set<Integer> tracks) throws IOException {
    VirtualFile asItLies = Mp4ReheadedFile.of(part, tracks);
    return asItLies == null ? Mp4VirtualFile.of(part, tracks) : asItLies;
  }

  private static MediaFile part(OnDemandStream stream, Recipe recipe) {
    long origin = stream.originMicros();
    return recipe.isWhole()
        ? stream.file()
        : Excerpt.of(
            stream.file(),
            recipe.startMicros() + origin,
            recipe.stopMicros() == Long.MAX_VALUE ? Long.MAX_VALUE : recipe.stopMicros() + origin);
  }

  /// Answers with the range of `file` that the request asks for.
  ///
  /// @param stream which the caller has joined; left at the end
  /// @param head what the answer says besides
  void answer(
      HttpExchange exchange,
      Visit visit,
      OnDemandStream stream,
      VirtualFile file,
      String tag,
      Response head) {
    Request request = exchange.request();
    long size = file.sizeBytes();
    Optional<ByteRange> asked = ByteRange.asked(request, size, tag);
    ByteRange range = asked.orElse(ByteRange.whole(size));
    Response response =
        head.with("Accept-Ranges", "bytes").with("ETag", tag).with("Cache-Control", "no-cache");
    if (isKnown(request, tag)) {
      done(visit, stream);
      exchange.respond(response.withStatus(304));
    } else if (asked.isPresent() && range.isUnsatisfiable()) {
      done(visit, stream);
      exchange.respond(ByteRange.unsatisfiable(size));
    } else {
      if (asked.isPresent()) {
        response = range.partial(response, size);
      }
      if (request.isHead()) {
        done(visit, stream);
      }
      exchange.respondInParts(
          response, range.bytes(), body -> send(exchange, visit, stream, file, range, body));
    }
  }

  private void send(
      HttpExchange exchange,
      Visit visit,
      OnDemandStream stream,
      VirtualFile file,
      ByteRange range,
      BodyInParts body) {
    Download download = new Download(stream, file, blocks, pages, range, visit, body, nanoClock);
    exchange.onGone(download::leave);
    download.start();
  }

  private void done(Visit visit, OnDemandStream stream) {
    stream.left(nanoClock.getAsLong());
    visit.close();
  }

  private static boolean isKnown(Request request, String tag) {
    String tags = request.headers().get("If-None-Match", "");
    return tags.strip().equals("*") || tags.contains(tag);
  }

  /// What distinguishes the bytes of a file from all others at its address, as a strong validator.
  static String tag(
      OnDemandStream stream, ProgressiveFormat format, TrackChoice choice, PlayWishes wishes) {
    return recipe(stream, format, choice, wishes).tag(stream.version());
  }
}
