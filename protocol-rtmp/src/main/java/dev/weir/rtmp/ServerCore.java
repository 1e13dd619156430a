package dev.weir.rtmp;

import dev.weir.feed.Feeds;
import dev.weir.session.Admissions;
import java.util.function.LongSupplier;

/// What sessions use of the server.
///
/// @param nanoClock measures what passes and never steps
record ServerCore(Admissions admissions, Feeds feeds, LongSupplier nanoClock) {}
