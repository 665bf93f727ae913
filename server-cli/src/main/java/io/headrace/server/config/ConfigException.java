package io.headrace.server.config;

/** The configuration cannot be used; the message is one line for people. */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  ConfigException(String message) {
    super(message);
  }
}
