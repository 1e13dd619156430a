package dev.weir.config;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The keys of a stream.
final class StreamKeys {
  private static final long RESUME_MILLIS = 15_000;
  private static final long MONTH_MILLIS = 31L * 24 * 3600 * 1000;
  private static final long MIB = 1L << 20;

  static final Key<String> NAME =
      Key.optional("name", new Text(100), "the name again; the server writes it into answers");
  static final Key<StreamSource> SOURCE =
      Key.required("source", new SourceText(), "where the media comes from, such as push://");
  static final Key<Long> DVR =
      Key.of("DVR", new WholeNumber(1000, MONTH_MILLIS), 50_000L, "milliseconds of live time kept")
          .orNamed("bufferTime");
  static final Key<Long> CUT =
      Key.of(
          "cut",
          new Pending<>(new WholeNumber(0, MONTH_MILLIS), 0L),
          0L,
          "milliseconds; media before this time stamp is thrown away");
  static final Key<Boolean> RESUME =
      Key.of(
          "resume",
          new Flag(),
          true,
          "1: the stream waits 15 seconds for a publisher whose connection was lost");
  static final Key<Long> SEGMENT_SIZE =
      Key.of(
          "segmentsize",
          new WholeNumber(100, 60_000),
          1900L,
          "milliseconds; a segment ends at the first keyframe after this time");
  static final Key<Boolean> EVENT =
      Key.of(
          "event",
          new Flag(),
          false,
          "the programme is shorter than DVR: HLS playlists say that they keep all of it");
  static final Key<Boolean> ALWAYS_ON =
      Key.of("always_on", new Flag(), false, "the source runs without viewers too");
  static final Key<Boolean> REALTIME =
      Key.of("realtime", new Flag(), false, "a file is played as if it were live");
  static final Key<Long> INPUT_TIMEOUT =
      Key.of(
          "inputtimeout",
          new WholeNumber(1, 86_400),
          30L,
          "seconds that a source which the server opened runs without viewers");
  static final Key<String> FALLBACK_STREAM =
      Key.of(
          "fallback_stream",
          new Text(100),
          "",
          "viewers are sent to this stream when this one cannot be opened");
  static final Key<List<String>> TAGS =
      Key.of(
          "tags", new TextList(64, new Text(100)), List.of(), "tags with which the stream starts");
  static final Key<Long> MAX_BUFFER =
      Key.of(
          "maxbuffer",
          new WholeNumber(MIB, 65_536 * MIB),
          256 * MIB,
          "bytes; the most memory that the buffer takes, older media goes first");
  static final Key<Long> MERGE_WINDOW =
      Key.of(
          "mergewindow",
          new WholeNumber(0, 1000),
          0L,
          "milliseconds that writes to viewers are held to leave together");

  private static final Keys KEYS =
      Keys.of(
              NAME,
              SOURCE,
              DVR,
              CUT,
              RESUME,
              SEGMENT_SIZE,
              EVENT,
              ALWAYS_ON,
              REALTIME,
              INPUT_TIMEOUT,
              FALLBACK_STREAM,
              TAGS,
              MAX_BUFFER,
              MERGE_WINDOW)
          .and(notYet("idleTime", NotYet.except(50_000), "milliseconds after which a track goes"))
          .and(notYet("maxkeepaway", NotYet.except(45_000), "milliseconds behind live at most"))
          .and(notYet("pagetimeout", NotYet.except(15), "seconds until unused pages of files go"))
          .and(notYet("transport", NotYet.except("TCP"), "how RTSP is pulled"))
          .and(notYet("debug", NotYet.exceptEmpty(), "the log level of this stream"))
          .and(notYet("processes", NotYet.exceptEmpty(), "what runs while the stream is active"))
          .and(notYet("encryption", NotYet.exceptEmpty(), "how the media is encrypted"))
          .and(notYet("raw", NotYet.exceptEmpty(), "keeps the raw track of a TS source"))
          .and(notYet("datatrack", NotYet.exceptEmpty(), "what becomes of private data in TS"))
          .and(notYet("acceptable", NotYet.exceptEmpty(), "which SRT stream ids are taken"))
          .and(notYet("passphrase", NotYet.exceptEmpty(), "the secret of an SRT source"))
          .and(
              Key.optional("online", new Unread(), "status, in answers only"),
              Key.optional("error", new Unread(), "status, in answers only"),
              Key.optional("stop_sessions", new Unread(), "a tick box of the interface"));

  private StreamKeys() {}

  private static Key<?> notYet(String name, NotYet shape, String meaning) {
    return Key.optional(name, shape, meaning);
  }

  /// A stream object that stands under the name `name`.
  static ObjectOf<StreamConfig> shape(String name) {
    return new ObjectOf<>(KEYS, values -> make(name, values));
  }

  static StreamConfig withDefaults(String name, StreamSource source) {
    return make(name, new Values(Map.of(SOURCE, source), Place.ROOT, new Problems()));
  }

  private static StreamConfig make(String name, Values values) {
    String written = values.find(NAME);
    if (written != null && !isSame(written, name)) {
      values.problem(NAME, "is not the name \"" + name + "\" under which the stream stands");
    }
    boolean push = values.get(SOURCE) instanceof StreamSource.Push;
    if (push && values.get(ALWAYS_ON)) {
      values.problem(ALWAYS_ON, "a push source starts when its publisher comes; leave it out");
    }
    return new StreamConfig(
        name,
        values.get(SOURCE),
        values.get(DVR),
        values.get(CUT),
        values.get(RESUME) ? RESUME_MILLIS : 0,
        values.get(SEGMENT_SIZE),
        values.get(EVENT),
        values.get(ALWAYS_ON),
        values.get(REALTIME),
        values.get(INPUT_TIMEOUT) * 1000,
        otherStream(values, FALLBACK_STREAM),
        values.get(TAGS),
        values.get(MAX_BUFFER),
        values.get(MERGE_WINDOW));
  }

  /// The cleaned name of another stream, or null if none is set.
  static @Nullable String otherStream(Values values, Key<String> key) {
    String written = values.get(key);
    if (written.isEmpty()) {
      return null;
    }
    String name = StreamName.clean(written).map(StreamName::full).orElse(null);
    if (name == null) {
      values.problem(key, '"' + Printable.of(written) + "\" is no name of a stream");
    }
    return name;
  }

  private static boolean isSame(String written, String name) {
    return StreamName.clean(written).map(StreamName::full).filter(name::equals).isPresent();
  }
}
