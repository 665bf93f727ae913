package io.headrace.rtmp.session;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who can log in with user and password, as OBS calls "Use authentication". Where there is
 * somebody, every encoder must.
 *
 * @param passwords by user; secrets
 */
public record Logins(Map<String, String> passwords) {
  /** Nobody logs in. */
  public static final Logins NONE = new Logins(Map.of());

  public Logins {
    passwords = Map.copyOf(passwords);
  }

  boolean required() {
    return !passwords.isEmpty();
  }

  @Nullable String password(String user) {
    return passwords.get(user);
  }

  /** The users, without their passwords. */
  @Override
  public String toString() {
    return "logins of " + passwords.keySet();
  }
}
