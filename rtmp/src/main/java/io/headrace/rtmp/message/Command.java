package io.headrace.rtmp.message;

import io.headrace.rtmp.amf.AmfException;
import io.headrace.rtmp.amf.AmfLimits;
import io.headrace.rtmp.amf.AmfReader;
import io.headrace.rtmp.amf.AmfValue;
import io.headrace.rtmp.amf.AmfWriter;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * A command message, Adobe RTMP 1.0 §7.1.1 and §7.2: a call, or the answer to one.
 *
 * @param name such as {@code publish}, {@code _result}
 * @param transactionId the number that an answer repeats; GStreamer sends 0 for most calls
 * @param arguments all that follows, the command object first
 */
public record Command(String name, double transactionId, List<AmfValue> arguments) {
  public Command {
    arguments = List.copyOf(arguments);
  }

  public static Command of(String name, double transactionId, AmfValue... arguments) {
    return new Command(name, transactionId, List.of(arguments));
  }

  /**
   * Reads a message of type 20, or of type 17 whose format byte has been read.
   *
   * @param payload borrowed
   * @throws AmfException when the values cannot be read or there is no name
   */
  public static Command read(ByteBuf payload, AmfLimits limits) {
    AmfReader reader = new AmfReader(payload, limits);
    String name = reader.next().asText();
    if (name == null) {
      throw new AmfException(AmfException.Reason.UNKNOWN_TYPE, "command name: not a string");
    }
    double transactionId =
        reader.hasNext() && reader.next() instanceof AmfValue.Number number ? number.value() : 0;
    List<AmfValue> arguments = new ArrayList<>();
    while (reader.hasNext()) {
      arguments.add(reader.next());
    }
    return new Command(name, transactionId, arguments);
  }

  /** Appends the payload of a message of type 20. Ownership: borrows {@code out}. */
  public void write(ByteBuf out) {
    AmfWriter.write(out, AmfValue.of(name));
    AmfWriter.write(out, AmfValue.of(transactionId));
    arguments.forEach(argument -> AmfWriter.write(out, argument));
  }

  /** The argument behind the command object, from 0; undefined where there is none. */
  public AmfValue parameter(int index) {
    return index + 1 < arguments.size() ? arguments.get(index + 1) : AmfValue.UNDEFINED;
  }

  /** The properties of the command object; empty where it is null. */
  public AmfValue commandObject() {
    return arguments.isEmpty() ? AmfValue.NULL : arguments.get(0);
  }

  /** The name only: arguments carry stream keys. */
  @Override
  public String toString() {
    return "command " + name.length() + " characters, transaction " + transactionId;
  }
}
