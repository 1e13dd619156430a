package dev.weir.fetch;

import java.io.IOException;

/// Something from outside points at a place that it may not point at; the message says where.
public final class ForbiddenAddressException extends IOException {
  private static final long serialVersionUID = 1L;

  ForbiddenAddressException(String sentence) {
    super(sentence);
  }
}
