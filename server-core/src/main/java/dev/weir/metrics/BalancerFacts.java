package dev.weir.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// What a load balancer wants to know that is configured, not measured.
///
/// @param bytesPerSecondLimit what the server takes for full
/// @param location where it stands
/// @param tags of the server
/// @param streams that are configured
/// @param isReplicated whether a stream is a copy of another server's
/// @param outputs URLs by protocol, with `HOST` for the address and `$` for the stream
public record BalancerFacts(
    long bytesPerSecondLimit,
    Optional<JsonNode> location,
    Collection<String> tags,
    Collection<String> streams,
    Predicate<String> isReplicated,
    Map<String, String> outputs) {}
