package dev.weir.launcher;

import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does something at each SIGHUP, which would end the process otherwise.
///
/// The class that listens to signals is in every JDK and in no standard, so it is looked up by
/// name.
final class HangUp {
  private static final Logger log = LoggerFactory.getLogger(HangUp.class);

  private HangUp() {}

  /// Has `action` done at each signal from now on, on a thread that may block. Where there is no
  /// such signal nothing happens.
  static void listen(Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object doing =
          Proxy.newProxyInstance(
              HangUp.class.getClassLoader(),
              new Class<?>[] {handler},
              (_, method, _) -> {
                if (method.getName().equals("handle")) {
                  Thread.ofVirtual().name("weir-hangup").start(action);
                }
                return null;
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), doing);
    } catch (ReflectiveOperationException e) {
      log.debug("SIGHUP is not listened to: {}", e.toString());
    }
  }
}
