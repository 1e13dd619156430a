/// AMF0 and AMF3: how RTMP commands and FLV script data are written.
///
/// Values become plain data ([dev.weir.amf.AmfValue]) and never objects of a named class.
@NullMarked
package dev.weir.amf;

import org.jspecify.annotations.NullMarked;
