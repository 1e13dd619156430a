/// The media model: what a stream is made of, whatever protocol or file it travels in.
///
/// Times are `long` microseconds on the stream's timeline. [dev.weir.media.Timescale] and
/// [dev.weir.media.WrappingClock] are the only places that convert times.
@NullMarked
package dev.weir.media;

import org.jspecify.annotations.NullMarked;
