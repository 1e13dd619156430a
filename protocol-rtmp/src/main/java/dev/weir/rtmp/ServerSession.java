package dev.weir.rtmp;

import dev.weir.amf.AmfValue;
import dev.weir.config.StreamName;
import dev.weir.playback.Playable;
import dev.weir.playback.PlayableFile;
import dev.weir.playback.PlayableStream;
import dev.weir.session.Admission;
import dev.weir.session.PeerConnection;
import dev.weir.session.SessionKind;
import dev.weir.session.ViewResult;
import dev.weir.session.Visit;
import dev.weir.session.VisitRequest;
import dev.weir.stream.CloseReason;
import dev.weir.stream.CloseReason.Code;
import dev.weir.stream.PublishRequest;
import dev.weir.stream.PublishResult;
import dev.weir.stream.Publisher;
import io.netty.buffer.ByteBuf;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The server's side of a conversation: connect, then one publication or one player at a time.
///
/// Lenient in what it takes: message stream ids of the peer mean nothing, calls that only announce
/// others are answered and forgotten. Confined to the channel's event loop.
final class ServerSession implements Conversation {
  /// The one message stream of a connection. That it is the same for all lets players share bytes.
  static final int STREAM_ID = 1;

  private static final Logger log = LoggerFactory.getLogger(ServerSession.class);

  private static final int IDLE_LIMIT_SECONDS = 30;

  private static final CloseReason NO_NAME =
      new CloseReason(Code.UNSUPPORTED, "This is no name for a stream");
  private static final CloseReason OUR_FAULT =
      new CloseReason(Code.INTERNAL_ERROR, "Internal error");

  private final RtmpConnection connection;
  private final RtmpOutput output;
  private final ServerCore core;
  private final Consumer<ServerSession> whenClosed;
  private final PeerConnection peer;

  private @Nullable ConnectRequest connect; // from the answer to connect on
  private @Nullable Activity activity; // while publishing or playing
  private boolean asking; // while the core looks for the stream
  private boolean active; // once there was an activity, which logs its own end
  private int idleSeconds; // without activity
  private boolean closed; // once

  ServerSession(RtmpConnection connection, ServerCore core, Consumer<ServerSession> whenClosed) {
    this.connection = connection;
    this.output = connection.output();
    this.core = core;
    this.whenClosed = whenClosed;
    this.peer = core.admissions().connection();
  }

  RtmpConnection connection() {
    return connection;
  }

  /// Asks the peer to connect again; nothing happens if it does not know how.
  void requestReconnect() {
    if (connect != null && connect.capabilities().reconnects()) {
      Status request =
          Status.ok("NetConnection.Connect.ReconnectRequest", "The server is being restarted");
      output.command(0, "onStatus", 0, AmfValue.NULL, request.info());
      output.flush();
    }
  }

  @Override
  public void started() {
    // The client speaks first.
  }

  @Override
  public void command(int streamId, Command command) {
    ConnectRequest request = connect;
    if (command.name().equals("connect")) {
      connect(command);
    } else if (request != null) {
      connected(request, command);
    } else {
      error(command, Status.error("NetConnection.Call.Failed", "Connect first"));
      connection.close(new CloseReason(Code.FORMAT_SPECIFIC, command.name() + " before connect"));
    }
  }

  private void connected(ConnectRequest request, Command command) {
    switch (command.name()) {
      case "createStream" -> result(command, AmfValue.NULL, AmfValue.of(STREAM_ID));
      case "releaseStream", "_checkbw" -> result(command, AmfValue.NULL, AmfValue.UNDEFINED);
      case "FCPublish" -> announced(command, "onFCPublish", "NetStream.Publish.Start");
      case "FCSubscribe" -> announced(command, "onFCSubscribe", "NetStream.Play.Start");
      case "FCUnpublish" -> {
        announced(command, "onFCUnpublish", "NetStream.Unpublish.Success");
        stop();
      }
      case "getStreamLength" -> length(request, command);
      case "publish" -> publish(request, command);
      case "play" -> play(request, command.string(1), command.number(2, 0));
      case "play2" -> {
        stop();
        play(request, command.object(1).stringOr("streamName", ""), 0);
      }
      case "closeStream", "deleteStream" -> stop();
      case "pause", "pauseRaw", "seek", "receiveAudio", "receiveVideo" -> {
        if (activity != null) {
          activity.control(command);
        }
      }
      case "_result", "_error", "onStatus" -> {
        // We call nothing.
      }
      default -> unknown(command);
    }
  }

  private void connect(Command command) {
    ConnectRequest request = ConnectRequest.of(command.object(0));
    connect = request;
    output.control(MessageType.WINDOW_ACK_SIZE, Acknowledgement.DEFAULT_WINDOW_BYTES);
    output.peerBandwidth(Acknowledgement.DEFAULT_WINDOW_BYTES);
    output.chunkSize();
    AmfValue.Builder info =
        Status.ok("NetConnection.Connect.Success", "Connection succeeded.")
            .builder()
            .with("objectEncoding", request.objectEncoding());
    request.capabilities().write(info);
    // Flash media servers name themselves so, and old encoders look for it.
    AmfValue.Obj properties =
        AmfValue.object().with("fmsVer", "FMS/3,5,7,7009").with("capabilities", 31).build();
    output.command(0, "_result", command.transaction(), properties, info.build());
  }

  private void publish(ConnectRequest request, Command command) {
    if (activity != null || asking) {
      output.status(
          STREAM_ID,
          Status.error("NetStream.Publish.BadName", "This connection is in use already"));
      return;
    }
    RequestedName requested = RequestedName.of(request, command.string(1));
    answer(
        core.admissions()
            .rewriteRtmp(requested.url(), connection.peer().getAddress())
            .thenApply(url -> url.flatMap(RequestedName::ofUrl).orElse(requested)),
        this::publish);
  }

  private void publish(RequestedName requested) {
    answer(
        core.admissions().entitlement(requested.shown(), null),
        // What stands in the URL then is a secret, which nobody is told.
        entitled ->
            entitled.ifPresentOrElse(
                name -> ask(requested.as(name), name, true), () -> publishByName(requested)));
  }

  private void publishByName(RequestedName requested) {
    Optional<StreamName> name = requested.streamName();
    if (name.isEmpty()) {
      refuse("NetStream.Publish.BadName", NO_NAME);
      return;
    }
    answer(
        core.admissions().entitlement(requested.token().orElse(""), name.get()),
        entitled -> ask(requested, name.get(), entitled.isPresent()));
  }

  private void ask(RequestedName requested, StreamName name, boolean entitled) {
    PublishRequest wish =
        new PublishRequest(
            name, "RTMP", connection.peer(), requested.password(), requested.url(), entitled);
    answer(core.admissions().publish(wish, peer), result -> published(wish, result));
  }

  private void published(PublishRequest wish, PublishResult result) {
    switch (result) {
      case PublishResult.Accepted(var publisher) ->
          answer(
              core.admissions().published(wish.withName(publisher.stream().name())),
              admission -> published(publisher, admission));
      case PublishResult.NameTaken(String sentence) ->
          refuse("NetStream.Publish.BadName", unauthorised(sentence));
      case PublishResult.Denied(String sentence) ->
          refuse("NetStream.Publish.Denied", unauthorised(sentence));
      case PublishResult.NoRoom(String sentence) ->
          refuse("NetStream.Failed", new CloseReason(Code.OUT_OF_MEMORY, sentence));
      case PublishResult.NotConfigured(String sentence) ->
          refuse("NetStream.Publish.BadName", unauthorised(sentence));
    }
  }

  private void published(Publisher publisher, Admission admission) {
    switch (admission) {
      case Admission.Granted(Visit visit) -> {
        RtmpPublish publish = new RtmpPublish(connection, publisher, visit);
        if (closed) {
          publish.end(CloseReason.PEER_FINISHED);
          return;
        }
        begin(publish);
        connection.expectMedia();
        output.userControl(UserControl.STREAM_BEGIN, STREAM_ID);
        output.status(
            STREAM_ID,
            Status.ok("NetStream.Publish.Start", "Publishing " + publisher.stream().name()));
      }
      case Admission.Refused(String sentence) -> {
        publisher.close(unauthorised(sentence));
        refuse("NetStream.Publish.Denied", unauthorised(sentence));
      }
    }
  }

  /// Players ask how many seconds a file lasts before they play it, and are asked the same as then.
  private void length(ConnectRequest request, Command command) {
    RequestedName requested = RequestedName.of(request, command.string(1));
    if (asking) {
      result(command, AmfValue.NULL, AmfValue.of(0));
      return;
    }
    visit(
        requested,
        visit -> {
          if (visit.filter(asked -> core.admissions().isOnDemand(asked.stream())).isEmpty()) {
            result(command, AmfValue.NULL, AmfValue.of(0));
          } else {
            answer(
                core.admissions().view(visit.get(), peer),
                found -> result(command, AmfValue.NULL, AmfValue.of(seconds(found))));
          }
        });
  }

  private static double seconds(ViewResult found) {
    return switch (found) {
      case ViewResult.AdmittedOnDemand(Visit visit, var stream) -> {
        visit.close();
        yield stream.durationMicros() / 1e6;
      }
      case ViewResult.Admitted(Visit visit, _) -> {
        visit.close();
        yield 0;
      }
      case ViewResult.NotThere _, ViewResult.Refused _ -> 0;
    };
  }

  private void play(ConnectRequest request, String written, double startSeconds) {
    RequestedName requested = RequestedName.of(request, written);
    // Below 0 stands for "live, or recorded": RTMP 1.0, 7.2.2.1.
    long startMicros = Math.max(0, (long) (startSeconds * 1e6));
    if (activity != null || asking) {
      output.status(
          STREAM_ID, Status.error("NetStream.Play.Failed", "This connection is in use already"));
    } else {
      PlayedTracks tracks = PlayedTracks.of(requested.query(), request.capabilities().multitrack());
      visit(
          requested,
          visit ->
              visit.ifPresentOrElse(
                  asked ->
                      answer(
                          core.admissions().view(asked, peer),
                          result -> opened(result, tracks, startMicros)),
                  () -> refuse("NetStream.Play.StreamNotFound", NO_NAME)));
    }
  }

  /// Whose visit it is: that of the token which stands where the name does, and else of whatever
  /// was named; nobody's if that is no name.
  private void visit(RequestedName requested, Consumer<Optional<VisitRequest>> then) {
    String port = Integer.toString(connection.peer().getPort());
    answer(
        core.admissions().watchable(requested.shown()),
        watchable ->
            then.accept(
                watchable
                    .map(name -> visit(name, requested.as(name), requested.shown()))
                    .or(() ->
                        requested
                            .streamName()
                            .map(name -> visit(name, requested, requested.token().orElse(port))))));
  }

  /// Each connection is a visit of its own, unless it has a token.
  private VisitRequest visit(StreamName name, RequestedName requested, String token) {
    return new VisitRequest(
        name,
        SessionKind.VIEWER,
        "RTMP",
        connection.peer().getAddress(),
        requested.url(),
        token,
        requested.query(),
        "",
        false);
  }

  private void opened(ViewResult result, PlayedTracks tracks, long startMicros) {
    switch (result) {
      case ViewResult.Admitted(Visit visit, var stream) ->
          play(new PlayableStream(stream), visit, tracks, startMicros);
      case ViewResult.AdmittedOnDemand(Visit visit, var stream) ->
          play(new PlayableFile(stream), visit, tracks, startMicros);
      case ViewResult.NotThere(_, String sentence) ->
          refuse(
              "NetStream.Play.StreamNotFound", new CloseReason(Code.READ_START_FAILURE, sentence));
      case ViewResult.Refused(String sentence) ->
          refuse("NetStream.Play.Failed", unauthorised(sentence));
    }
  }

  private void play(Playable source, Visit visit, PlayedTracks tracks, long startMicros) {
    if (closed) {
      visit.close();
      return;
    }
    RtmpPlay play = new RtmpPlay(connection, core, source, visit, tracks);
    begin(play);
    play.start(startMicros);
  }

  /// Gives the core's answer to `then` on the event loop; until then nothing more is read, because
  /// some publishers send media without waiting for theirs.
  private <T> void answer(CompletionStage<T> asked, Consumer<T> then) {
    T known = asked.toCompletableFuture().getNow(null);
    if (known != null) {
      then.accept(known);
      return;
    }
    asking = true;
    connection.pause();
    asked.whenCompleteAsync(
        (result, failure) -> {
          asking = false;
          connection.resume();
          if (failure != null) {
            log.error("RTMP session of {}: the core failed", connection.peer(), failure);
            refuse("NetStream.Failed", OUR_FAULT);
          } else {
            then.accept(result);
          }
          output.flush();
        },
        connection.channel().eventLoop());
  }

  private void begin(Activity begun) {
    activity = begun;
    active = true;
    idleSeconds = 0;
  }

  private void stop() {
    if (activity instanceof RtmpPublish) {
      output.status(STREAM_ID, Status.ok("NetStream.Unpublish.Success", "Not publishing any more"));
    }
    if (activity != null) {
      activity.end(CloseReason.PEER_FINISHED);
      activity = null;
    }
  }

  private static CloseReason unauthorised(String sentence) {
    return new CloseReason(Code.UNAUTHORISED, sentence);
  }

  private void refuse(String status, CloseReason reason) {
    output.status(STREAM_ID, Status.error(status, reason.sentence()));
    connection.close(reason);
  }

  private void announced(Command command, String event, String code) {
    result(command, AmfValue.NULL, AmfValue.UNDEFINED);
    String name = AmfText.plain(command.string(1));
    output.command(0, event, 0, AmfValue.NULL, Status.ok(code, name).info());
  }

  private void unknown(Command command) {
    String name = AmfText.plain(command.name());
    error(command, Status.error("NetConnection.Call.Failed", "There is no method " + name));
  }

  private void result(Command command, AmfValue... values) {
    if (command.transaction() != 0) {
      output.command(0, "_result", command.transaction(), values);
    }
  }

  private void error(Command command, Status status) {
    if (command.transaction() != 0) {
      output.command(0, "_error", command.transaction(), AmfValue.NULL, status.info());
    }
  }

  @Override
  public void media(int type, long timestampMillis, ByteBuf body) {
    if (activity != null) {
      activity.media(type, timestampMillis, body);
    }
  }

  @Override
  public void tick(int silentSeconds) {
    if (activity != null) {
      activity.tick(silentSeconds);
      return;
    }
    idleSeconds += RtmpConnection.TICK_SECONDS;
    if (!asking && idleSeconds >= IDLE_LIMIT_SECONDS) {
      connection.close(
          new CloseReason(
              Code.CLEAN_INACTIVE,
              "neither published nor played for " + IDLE_LIMIT_SECONDS + " s"));
    }
  }

  @Override
  public void closing(CloseReason reason) {
    if (activity != null) {
      activity.goodbye(reason);
    }
  }

  @Override
  public void closed(CloseReason reason) {
    closed = true;
    peer.close();
    if (activity != null) {
      activity.end(reason);
      activity = null;
    }
    if (!active) {
      log.info("RTMP connection from {} ended: {}", connection.peer().getHostString(), reason);
    }
    whenClosed.accept(this);
  }
}
