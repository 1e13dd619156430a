package dev.weir.http;

/// Who answers a request.
///
/// @param request with what its route found in the path
/// @param handler answers it
record Dispatch(Request request, HttpHandler handler) {}
