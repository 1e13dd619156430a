package dev.weir.control;

import dev.weir.config.StreamName;
import dev.weir.session.Sessions;
import dev.weir.session.StreamFacts;
import dev.weir.stream.Stream;
import dev.weir.stream.Streams;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// The figures that sessions are counted for. A source that we opened ourselves has no session and
/// is an input all the same.
public final class SessionFigures implements StreamFigures {
  private final Streams streams;
  private final Sessions sessions;

  /// @param streams that run
  /// @param sessions that are counted
  public SessionFigures(Streams streams, Sessions sessions) {
    this.streams = streams;
    this.sessions = sessions;
  }

  @Override
  public Figures of(StreamName name) {
    StreamFacts facts = sessions.stream(name);
    Optional<Stream> stream = streams.find(name);
    boolean published = stream.filter(streams::isPublished).isPresent();
    return new Figures(
        Math.max(facts.viewers(), stream.map(Stream::viewers).orElse(0)),
        Math.max(facts.inputs(), published ? 1 : 0),
        facts.outputs(),
        facts.unspecified(),
        facts.views(),
        facts.viewSeconds(),
        facts.upBytes(),
        facts.downBytes(),
        facts.packets().sent(),
        facts.packets().lost(),
        facts.packets().resent());
  }

  @Override
  public Collection<StreamName> remembered() {
    Set<StreamName> names = new HashSet<>();
    sessions.streams().keySet().forEach(name -> StreamName.clean(name).ifPresent(names::add));
    streams.all().forEach(stream -> names.add(stream.name()));
    return names;
  }
}
