package io.headrace.server;

/** The server cannot start; the message is one line for people. */
public final class StartException extends Exception {
  StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
