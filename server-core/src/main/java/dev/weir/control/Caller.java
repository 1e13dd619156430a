package dev.weir.control;

import dev.weir.config.ApiConfig.Scope;

/// Who calls the API, once that is clear.
///
/// @param name what the audit log calls it: a user, `token grafana`, `local`
/// @param address where from, as text
/// @param scope what it may do
/// @param local whether it is on this machine, and says so itself
public record Caller(String name, String address, Scope scope, boolean local) {

  /// A caller on this machine who needs no login.
  public static Caller local(String address) {
    return new Caller("local", address, Scope.ADMIN, true);
  }

  /// Whether it may do what needs `wanted`.
  public boolean may(Scope wanted) {
    return scope.compareTo(wanted) >= 0;
  }

  @Override
  public String toString() {
    return name + " from " + address;
  }
}
