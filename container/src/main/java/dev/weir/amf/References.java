package dev.weir.amf;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The values of one message that later values can refer to by number.
///
/// A reference shares the value and is charged with the value's full expansion, so that a few bytes
/// cannot stand for a giant; a reference to a value that encloses it is refused. Not thread-safe.
final class References {
  private static final class Entry {
    private final int outerDeepest;
    private final long bytesBefore;
    private @Nullable AmfValue value; // null while its contents are being read
    private long bytes;
    private int height;

    Entry(int outerDeepest, long bytesBefore) {
      this.outerDeepest = outerDeepest;
      this.bytesBefore = bytesBefore;
    }
  }

  private final AmfInput in;
  private final List<Entry> entries = new ArrayList<>();

  References(AmfInput in) {
    this.in = in;
  }

  /// Takes the next number for a value whose contents follow, one level down.
  int open() {
    entries.add(new Entry(in.enter(), in.expandedBytes()));
    return entries.size() - 1;
  }

  /// The value opened as `index` is whole; returns it.
  AmfValue close(int index, AmfValue value) {
    Entry entry = entries.get(index);
    entry.value = value;
    entry.bytes = in.expandedBytes() - entry.bytesBefore;
    entry.height = in.leave(entry.outerDeepest);
    return value;
  }

  /// Adds a value without contents; returns it.
  AmfValue add(AmfValue value) {
    return close(open(), value);
  }

  AmfValue at(int index) {
    if (index >= entries.size()) {
      throw in.malformed("reference " + index + ", but only " + entries.size() + " values so far");
    }
    Entry entry = entries.get(index);
    if (entry.value == null) {
      throw in.malformed("reference " + index + " is to a value that encloses it");
    }
    in.spend(entry.bytes);
    in.reach(entry.height);
    return entry.value;
  }
}
