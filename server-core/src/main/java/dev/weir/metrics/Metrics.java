package dev.weir.metrics;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.accesslog.AccessLog;
import dev.weir.buffer.PagePool;
import dev.weir.buffer.TrackBuffer;
import dev.weir.metrics.Exposition.Kind;
import dev.weir.session.Packets;
import dev.weir.session.Sessions;
import dev.weir.session.StreamFacts;
import dev.weir.session.Totals;
import dev.weir.stream.Stream;
import dev.weir.stream.Timeline;
import dev.weir.trigger.HandlerState;
import dev.weir.trigger.TriggerCounts;
import dev.weir.trigger.Triggers;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Everything that is measured, as Prometheus reads it and as the load balancer does.
///
/// Metrics that MistServer has are named as there, `mist_…`; others begin with `weir_`. At most
/// [#MAX_STREAMS] streams are told apart. Any thread; reads the machine, so not for event loops.
public final class Metrics {
  /// How many streams have samples of their own.
  public static final int MAX_STREAMS = 1000;

  private final Sessions sessions;
  private final Triggers triggers;
  private final AccessLog accessLog;
  private final Supplier<Collection<Stream>> streams;
  private final PagePool pages;
  private final LoopLag loops;
  private final LongSupplier bytesPerSecondLimit;
  private final LongSupplier logLines;

  /// @param streams that run now
  /// @param pages of the streams' track buffers
  /// @param bytesPerSecondLimit what balancers are told, as it is now
  /// @param logLines how many lines were logged
  public Metrics(
      Sessions sessions,
      Triggers triggers,
      AccessLog accessLog,
      Supplier<Collection<Stream>> streams,
      PagePool pages,
      LoopLag loops,
      LongSupplier bytesPerSecondLimit,
      LongSupplier logLines) {
    this.sessions = sessions;
    this.triggers = triggers;
    this.accessLog = accessLog;
    this.streams = streams;
    this.pages = pages;
    this.loops = loops;
    this.bytesPerSecondLimit = bytesPerSecondLimit;
    this.logLines = logLines;
  }

  /// The media type of [#text].
  public static String textType() {
    return Exposition.TYPE;
  }

  /// Everything in the text format of Prometheus.
  public String text() {
    Exposition out = new Exposition();
    machine(out, Machine.now());
    totals(out, sessions.totals());
    streams(out);
    media(out);
    triggers(out);
    queues(out);
    runtime(out);
    return out.toString();
  }

  private void machine(Exposition out, Machine machine) {
    out.metric("mist_logs", Kind.COUNTER, "Lines logged").sample(logLines.getAsLong());
    out.metric("mist_cpu", Kind.GAUGE, "Tenths of a percent of the processors in use")
        .sample(machine.cpuTenths());
    out.metric("mist_mem_total", Kind.GAUGE, "KiB of memory").sample(machine.memoryTotalKib());
    out.metric("mist_mem_used", Kind.GAUGE, "KiB of memory in use").sample(machine.memoryUsedKib());
    out.metric("mist_shm_total", Kind.GAUGE, "KiB of shared memory")
        .sample(machine.sharedTotalKib());
    out.metric("mist_shm_used", Kind.GAUGE, "KiB of shared memory in use")
        .sample(machine.sharedUsedKib());
    out.metric("stat_bw_total", Kind.COUNTER, "Bytes of all network interfaces but the loopback")
        .sample(machine.networkUpBytes(), "direction", "up")
        .sample(machine.networkDownBytes(), "direction", "down");
  }

  private void totals(Exposition out, Totals totals) {
    out.metric("mist_viewseconds_total", Kind.COUNTER, "Seconds watched")
        .sample(totals.viewSeconds());
    out.metric("mist_sessions_count", Kind.COUNTER, "Sessions since the start")
        .sample(totals.views(), "sessType", "viewers")
        .sample(totals.inputSessions(), "sessType", "incoming")
        .sample(totals.outputSessions(), "sessType", "outgoing")
        .sample(totals.unspecifiedSessions(), "sessType", "unspecified");
    out.metric("mist_bw_total", Kind.COUNTER, "Bytes of all sessions but those")
        .sample(totals.upBytes(), "direction", "up")
        .sample(totals.downBytes(), "direction", "down");
    out.metric("mist_bw_other", Kind.COUNTER, "Bytes of sessions whose addresses are excepted")
        .sample(totals.otherUpBytes(), "direction", "up")
        .sample(totals.otherDownBytes(), "direction", "down");
    out.metric("mist_packets_total", Kind.COUNTER, "Packets, where a protocol has packets");
    packets(out, totals.packets());
    out.metric("mist_bw_limit", Kind.GAUGE, "Bytes per second that balancers take for full")
        .sample(bytesPerSecondLimit.getAsLong());
    out.metric("mist_sessions_total", Kind.GAUGE, "Sessions now")
        .sample(totals.viewers(), "sessType", "viewers")
        .sample(totals.inputs(), "sessType", "incoming")
        .sample(totals.outputs(), "sessType", "outgoing")
        .sample(totals.unspecified(), "sessType", "unspecified")
        .sample(totals.cached(), "sessType", "cached");
    out.metric("mist_outputs", Kind.GAUGE, "Viewers now");
    sessions
        .viewersByConnector()
        .forEach((connector, viewers) -> out.sample(viewers, "output", connector));
    out.metric("weir_sessions_refused_total", Kind.COUNTER, "Visitors turned away")
        .sample(totals.refused());
  }

  private void streams(Exposition out) {
    List<Map.Entry<String, StreamFacts>> facts =
        sessions.streams().entrySet().stream()
            .sorted(
                Comparator.comparingInt(
                        (Map.Entry<String, StreamFacts> entry) -> -entry.getValue().viewers())
                    .thenComparing(Map.Entry::getKey))
            .limit(MAX_STREAMS)
            .toList();
    out.metric("mist_sessions", Kind.GAUGE, "Sessions of a stream now");
    facts.forEach(entry -> {
      StreamFacts f = entry.getValue();
      String stream = entry.getKey();
      out.sample(f.viewers(), "stream", stream, "sessType", "viewers");
      out.sample(f.inputs(), "stream", stream, "sessType", "incoming");
      out.sample(f.outputs(), "stream", stream, "sessType", "outgoing");
      out.sample(f.unspecified(), "stream", stream, "sessType", "unspecified");
    });
    out.metric("mist_viewcount", Kind.COUNTER, "Sessions of viewers of a stream");
    facts.forEach(entry -> out.sample(entry.getValue().views(), "stream", entry.getKey()));
    out.metric("mist_viewseconds", Kind.COUNTER, "Seconds that a stream was watched");
    facts.forEach(entry -> out.sample(entry.getValue().viewSeconds(), "stream", entry.getKey()));
    out.metric("mist_bw", Kind.COUNTER, "Bytes of a stream's sessions");
    facts.forEach(entry -> {
      out.sample(entry.getValue().upBytes(), "stream", entry.getKey(), "direction", "up");
      out.sample(entry.getValue().downBytes(), "stream", entry.getKey(), "direction", "down");
    });
    out.metric("mist_packets", Kind.COUNTER, "Packets of a stream's sessions");
    facts.forEach(entry -> packets(out, entry.getValue().packets(), "stream", entry.getKey()));
  }

  private static void packets(Exposition out, Packets packets, String... labels) {
    out.sample(packets.sent(), with(labels, "sent"));
    out.sample(packets.lost(), with(labels, "lost"));
    out.sample(packets.resent(), with(labels, "retrans"));
  }

  private static String[] with(String[] labels, String kind) {
    String[] all = Arrays.copyOf(labels, labels.length + 2);
    all[labels.length] = "pkttype";
    all[labels.length + 1] = kind;
    return all;
  }

  private void media(Exposition out) {
    out.metric("weir_live_memory_bytes", Kind.GAUGE, "Memory of all live streams' buffers")
        .sample(pages.outBytes());
    out.metric("weir_live_memory_limit_bytes", Kind.GAUGE, "The most that they may take")
        .sample(pages.limitBytes());
    out.metric(
            "weir_live_memory_squeezes_total",
            Kind.COUNTER,
            "Times that a track lost media before its time for want of memory")
        .sample(pages.squeezes());
    List<Stream> running = streams.get().stream().limit(MAX_STREAMS).toList();
    out.metric("weir_stream_buffer_seconds", Kind.GAUGE, "Media kept of a track");
    tracks(
        running,
        (stream, track) ->
            out.sample(
                Math.max(0, track.lastDtsMicros() - track.firstDtsMicros()) / 1e6,
                labels(stream, track)));
    out.metric("weir_stream_bytes_per_second", Kind.GAUGE, "Rate of a track");
    tracks(
        running, (stream, track) -> out.sample(track.bitsPerSecond() / 8, labels(stream, track)));
    out.metric("weir_stream_samples_total", Kind.COUNTER, "Samples published of a track");
    tracks(running, (stream, track) -> out.sample(track.head(), labels(stream, track)));
    out.metric(
        "weir_stream_samples_per_second", Kind.GAUGE, "Frame rate of a track, over what is kept");
    tracks(running, (stream, track) -> out.sample(perSecond(track), labels(stream, track)));
    out.metric("weir_stream_jitter_seconds", Kind.GAUGE, "How unevenly a track arrives");
    tracks(
        running,
        (stream, track) ->
            out.sample(stream.jitterMicros(track.track().id()) / 1e6, labels(stream, track)));
    out.metric("weir_stream_repaired_total", Kind.COUNTER, "Timestamps that were mended");
    for (Stream stream : running) {
      Timeline.Repairs repairs = stream.repairs();
      String name = stream.name().full();
      out.sample(repairs.jumps(), "stream", name, "kind", "jump");
      out.sample(repairs.stuck(), "stream", name, "kind", "stuck");
      out.sample(repairs.reordered(), "stream", name, "kind", "reordered");
      out.sample(repairs.offsets(), "stream", name, "kind", "offset");
    }
  }

  private static double perSecond(TrackBuffer track) {
    double seconds = (track.lastDtsMicros() - track.firstDtsMicros()) / 1e6;
    return seconds <= 0 ? 0 : (track.head() - track.tail() - 1) / seconds;
  }

  private interface EachTrack {
    void accept(Stream stream, TrackBuffer track);
  }

  private static void tracks(List<Stream> running, EachTrack action) {
    running.forEach(stream -> stream.buffers().forEach(track -> action.accept(stream, track)));
  }

  private static String[] labels(Stream stream, TrackBuffer track) {
    return new String[] {
      "stream",
      stream.name().full(),
      "track",
      Integer.toString(track.track().id()),
      "codec",
      track.track().codec().name()
    };
  }

  private void triggers(Exposition out) {
    Map<String, TriggerCounts> figures = new TreeMap<>();
    triggers.figures().forEach((trigger, counts) -> figures.put(trigger.name(), counts));
    out.metric("mist_trigger_count", Kind.COUNTER, "Calls of handlers");
    figures.forEach((trigger, counts) -> out.sample(counts.calls(), "trigger", trigger));
    out.metric("mist_trigger_time", Kind.COUNTER, "Milliseconds that handlers took");
    figures.forEach((trigger, counts) -> out.sample(counts.millis(), "trigger", trigger));
    out.metric("mist_trigger_fails", Kind.COUNTER, "Calls of handlers without an answer");
    figures.forEach((trigger, counts) -> out.sample(counts.failures(), "trigger", trigger));
    out.metric("weir_trigger_duration_seconds", Kind.HISTOGRAM, "How long handlers took");
    figures.forEach((trigger, counts) -> histogram(out, trigger, counts));
    List<HandlerState> handlers = triggers.handlers();
    out.metric("weir_handler_dead", Kind.GAUGE, "Whether a handler is taken for dead");
    handlers.forEach(h -> out.sample(h.dead() ? 1 : 0, "handler", h.name()));
    out.metric("weir_handler_waiting", Kind.GAUGE, "Callers who wait for a handler");
    handlers.forEach(h -> out.sample(h.waiting(), "handler", h.name()));
    out.metric("weir_handler_queued", Kind.GAUGE, "Events that a handler is yet to be told");
    handlers.forEach(h -> out.sample(h.queued(), "handler", h.name()));
    out.metric("weir_handler_unanswered_total", Kind.COUNTER, "Default answers taken instead");
    handlers.forEach(h -> out.sample(h.unanswered(), "handler", h.name()));
    out.metric("weir_handler_dropped_total", Kind.COUNTER, "Events that a handler was never told");
    handlers.forEach(h -> out.sample(h.dropped(), "handler", h.name()));
  }

  private static void histogram(Exposition out, String trigger, TriggerCounts counts) {
    long sum = 0;
    for (int i = 0; i < counts.buckets().size(); i++) {
      sum += counts.buckets().get(i);
      String bound =
          i < Triggers.LATENCY_MILLIS.size()
              ? String.format(Locale.ROOT, "%.3f", Triggers.LATENCY_MILLIS.get(i) / 1000.0)
              : "+Inf";
      out.part("_bucket", Long.toString(sum), "trigger", trigger, "le", bound);
    }
    out.part("_sum", Double.toString(counts.millis() / 1000.0), "trigger", trigger);
    out.part("_count", Long.toString(sum), "trigger", trigger);
  }

  private void queues(Exposition out) {
    out.metric("weir_accesslog_waiting", Kind.GAUGE, "Lines that wait to be written")
        .sample(accessLog.waiting());
    out.metric("weir_accesslog_dropped_total", Kind.COUNTER, "Lines that were left out")
        .sample(accessLog.dropped());
    out.metric("weir_loop_lag_seconds", Kind.GAUGE, "Longest delay of an event loop lately");
    List<Long> lags = loops.longest();
    for (int i = 0; i < lags.size(); i++) {
      out.sample(lags.get(i) / (double) TimeUnit.SECONDS.toNanos(1), "loop", Integer.toString(i));
    }
  }

  private static void runtime(Exposition out) {
    var heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    out.metric("weir_heap_used_bytes", Kind.GAUGE, "Heap in use").sample(heap.getUsed());
    out.metric("weir_heap_committed_bytes", Kind.GAUGE, "Heap taken").sample(heap.getCommitted());
    out.metric("weir_memory_pool_bytes", Kind.GAUGE, "Memory outside of the heap");
    for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
      out.sample(pool.getMemoryUsed(), "pool", pool.getName());
    }
    out.sample(PlatformDependent.usedDirectMemory(), "pool", "netty");
    out.metric("weir_gc_seconds_total", Kind.COUNTER, "Time in garbage collection");
    for (GarbageCollectorMXBean gc : ManagementFactory.getGarbageCollectorMXBeans()) {
      out.sample(Math.max(0, gc.getCollectionTime()) / 1000.0, "collector", gc.getName());
    }
    out.metric("weir_gc_total", Kind.COUNTER, "Garbage collections");
    for (GarbageCollectorMXBean gc : ManagementFactory.getGarbageCollectorMXBeans()) {
      out.sample(Math.max(0, gc.getCollectionCount()), "collector", gc.getName());
    }
    out.metric("weir_threads", Kind.GAUGE, "Platform threads")
        .sample(ManagementFactory.getThreadMXBean().getThreadCount());
  }

  /// What the load balancer reads.
  ///
  /// @param configuration what is not measured: tags, location, configured streams, addresses
  public ObjectNode json(BalancerFacts configuration) {
    Machine machine = Machine.now();
    Totals totals = sessions.totals();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("cpu", machine.cpuTenths());
    json.put("mem_total", machine.memoryTotalKib()).put("mem_used", machine.memoryUsedKib());
    json.put("shm_total", machine.sharedTotalKib()).put("shm_used", machine.sharedUsedKib());
    json.put("logs", logLines.getAsLong());
    numbers(
        json.putArray("curr"),
        totals.viewers(),
        totals.inputs(),
        totals.outputs(),
        totals.unspecified(),
        totals.cached());
    numbers(
        json.putArray("tot"),
        totals.views(),
        totals.inputSessions(),
        totals.outputSessions(),
        totals.unspecifiedSessions());
    numbers(json.putArray("st"), machine.networkUpBytes(), machine.networkDownBytes());
    numbers(json.putArray("bw"), totals.upBytes(), totals.downBytes());
    numbers(json.putArray("obw"), totals.otherUpBytes(), totals.otherDownBytes());
    packets(json.putArray("pkts"), totals.packets());
    json.put("bwlimit", configuration.bytesPerSecondLimit());
    configuration.location().ifPresent(location -> json.set("loc", location));
    configuration.tags().forEach(json.putArray("tags")::add);
    ObjectNode called = json.putObject("triggers");
    triggers
        .figures()
        .forEach((trigger, counts) ->
            called
                .putObject(trigger.name())
                .put("count", counts.calls())
                .put("ms", counts.millis())
                .put("fails", counts.failures()));
    ObjectNode byName = json.putObject("streams");
    sessions
        .streams()
        .forEach((name, facts) -> stream(byName.putObject(name), name, facts, configuration));
    ObjectNode counts = json.putObject("output_counts");
    sessions.viewersByConnector().forEach(counts::put);
    configuration.streams().forEach(json.putArray("conf_streams")::add);
    ObjectNode outputs = json.putObject("outputs");
    configuration.outputs().forEach(outputs::put);
    return json;
  }

  private static void stream(
      ObjectNode json, String name, StreamFacts facts, BalancerFacts configuration) {
    numbers(json.putArray("tot"), facts.views(), facts.inputSessions(), facts.outputSessions());
    numbers(json.putArray("bw"), facts.upBytes(), facts.downBytes());
    numbers(
        json.putArray("curr"),
        facts.viewers(),
        facts.inputs(),
        facts.outputs(),
        facts.unspecified());
    packets(json.putArray("pkts"), facts.packets());
    if (configuration.isReplicated().test(name)) {
      json.put("rep", true);
    }
  }

  private static void packets(ArrayNode array, Packets packets) {
    numbers(array, packets.sent(), packets.lost(), packets.resent());
  }

  private static void numbers(ArrayNode array, long... numbers) {
    for (long number : numbers) {
      array.add(number);
    }
  }
}
