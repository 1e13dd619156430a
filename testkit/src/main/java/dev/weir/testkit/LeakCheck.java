package dev.weir.testkit;

import io.netty.util.LeakPresenceDetector;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Fails a test that forgot to release a Netty buffer, by name.
///
/// Registered for every module through `META-INF/services`. Where the tests do not run with
/// [LeakPresenceDetector] (an IDE without the build's flags), it counts nothing and passes.
public final class LeakCheck implements AfterEachCallback {
  @Override
  public void afterEach(ExtensionContext context) {
    LeakPresenceDetector.check();
  }
}
