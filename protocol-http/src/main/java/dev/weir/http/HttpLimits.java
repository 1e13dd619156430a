package dev.weir.http;

/// How much and how slowly a peer may send before it is refused.
///
/// @param requestLineBytes longest request line; more is answered 414
/// @param headerBytes all header fields of a request together; more is answered 431
/// @param bodyBytes longest request body; more is answered 413
/// @param pipelinedRequests requests of one HTTP/1 connection that may wait behind the one that is
///   being answered; one more closes the connection
/// @param concurrentStreams open streams of one HTTP/2 connection
/// @param headTimeoutMillis from the first byte of a request to the end of its header fields
/// @param bodyTimeoutMillis from the end of the header fields to the end of the body
/// @param idleTimeoutMillis from when an answer is taken to the next request
/// @param stuckTimeoutMillis how long a peer may take no byte at all of an answer; he is looked at
///   that often, so it may be twice as long
public record HttpLimits(
    int requestLineBytes,
    int headerBytes,
    int bodyBytes,
    int pipelinedRequests,
    int concurrentStreams,
    int headTimeoutMillis,
    int bodyTimeoutMillis,
    int idleTimeoutMillis,
    int stuckTimeoutMillis) {

  /// What a server on the open internet wants.
  public static final HttpLimits DEFAULT =
      new HttpLimits(8192, 16_384, 1 << 20, 64, 100, 10_000, 30_000, 60_000, 30_000);

  /// The same with longer requests.
  public HttpLimits withSizes(int lineBytes, int newBodyBytes) {
    return new HttpLimits(
        lineBytes,
        headerBytes,
        newBodyBytes,
        pipelinedRequests,
        concurrentStreams,
        headTimeoutMillis,
        bodyTimeoutMillis,
        idleTimeoutMillis,
        stuckTimeoutMillis);
  }

  /// The same with other timeouts.
  public HttpLimits withTimeouts(int headMillis, int bodyMillis, int idleMillis, int stuckMillis) {
    return new HttpLimits(
        requestLineBytes,
        headerBytes,
        bodyBytes,
        pipelinedRequests,
        concurrentStreams,
        headMillis,
        bodyMillis,
        idleMillis,
        stuckMillis);
  }
}
