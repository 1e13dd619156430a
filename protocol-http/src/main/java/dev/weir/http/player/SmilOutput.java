package dev.weir.http.player;

import dev.weir.config.StreamName;
import dev.weir.http.HttpAdmissions;
import dev.weir.http.HttpExchange;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.media.Codec;
import dev.weir.session.ViewResult;
import dev.weir.session.Visit;
import java.util.List;
import java.util.Optional;

/// Answers `/STREAM.smil`, from which players of RTMP choose among the pictures of a stream by bit
/// rate. Called on any event loop.
final class SmilOutput {
  private final HttpAdmissions admissions;
  private final Optional<OutputMethod> rtmp;

  /// @param methods among which RTMP is looked for
  SmilOutput(HttpAdmissions admissions, List<OutputMethod> methods) {
    this.admissions = admissions;
    this.rtmp =
        methods.stream()
            .filter(method -> method.carrier() == OutputMethod.Carrier.RTMP)
            .findFirst();
  }

  void list(HttpExchange exchange) {
    Optional<StreamName> name = StreamName.clean(exchange.request().stream());
    if (name.isEmpty()) {
      exchange.respond(Response.text(404, "That is no stream name"));
    } else if (rtmp.isEmpty()) {
      exchange.respond(Response.text(404, "This server plays nothing over RTMP"));
    } else {
      OutputMethod method = rtmp.get();
      exchange.when(
          admissions.inform(exchange, name.get()),
          result -> exchange.respond(answer(exchange.request(), method, result)));
    }
  }

  private Response answer(Request request, OutputMethod method, ViewResult result) {
    return switch (result) {
      case ViewResult.Admitted(Visit visit, var stream) ->
          of(StreamFacts.of(stream), admissions.variables(request, visit).text(), request, method);
      case ViewResult.AdmittedOnDemand(Visit visit, var stream) ->
          of(StreamFacts.of(stream), admissions.variables(request, visit).text(), request, method);
      case ViewResult.NotThere(_, String sentence) -> Response.text(404, sentence);
      case ViewResult.Refused(String sentence) -> Response.text(404, sentence);
    };
  }

  private static Response of(
      StreamFacts stream, String variables, Request request, OutputMethod method) {
    return Response.of(
        200,
        "application/smil+xml; charset=utf-8",
        document(stream, method.url("", request.origin()), variables));
  }

  /// The document: `base` and after it each address is one that an RTMP player takes.
  ///
  /// @param variables what the viewer is known by, `a=1&b=2`; may be empty
  static String document(StreamFacts stream, String base, String variables) {
    String more = variables.isEmpty() ? "" : PlayerRoutes.htmlEscaped("&" + variables);
    StringBuilder text = new StringBuilder("<smil>\n  <head>\n");
    text.append("    <meta base='").append(PlayerRoutes.htmlEscaped(base)).append("'/>\n");
    text.append("  </head>\n  <body>\n    <switch>\n");
    for (StreamFacts.TrackFacts track : stream.tracks()) {
      if (track.track().codec() instanceof Codec.Video video) {
        text.append("      <video src='").append(PlayerRoutes.htmlEscaped(stream.name()));
        text.append("?track=").append(track.track().id()).append(more);
        text.append("' height='").append(video.picture().height());
        text.append("' width='").append(video.picture().width());
        text.append("' system-bitrate='").append(track.bitsPerSecond()).append("'/>\n");
      }
    }
    return text.append("    </switch>\n  </body>\n</smil>\n").toString();
  }
}
