package io.headrace.server.config;

/** The configuration cannot be used; the message is one line for people. */
public final class ConfigException extends Exception {
  ConfigException(String message) {
    super(message);
  }
}
