/// MPEG transport streams (ISO/IEC 13818-1).
///
/// Writing: [dev.weir.ts.TsMuxer] for an endless stream, [dev.weir.ts.TsSegmentWriter] for the
/// segments of HLS; below both, `TsProgram` keeps the clock and the tables, `PidWriter` makes
/// packets, and `ElementaryForm` turns samples into what the standards carry.
///
/// Reading: [dev.weir.ts.TsDemuxer]; below it, `PacketSync` finds packets, `Programs` and
/// `ProgramStreams` choose what is read, `PesReader` takes PES packets apart, and `VideoStream`,
/// `AudioStream` and `PacketStream` make samples of what is in them.
@NullMarked
package dev.weir.ts;

import org.jspecify.annotations.NullMarked;
