package dev.graft.training.settings;

import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Range;
import dev.graft.tensors.Suggestions;
import dev.graft.tensors.files.JsonFile;
import java.util.List;

/**
 * A setting as it is declared, and the check of its value. Values are plain here, as in a file: String, Integer, Long,
 * Double or Boolean.
 *
 * @param heading of the settings among which it is listed
 * @param key its place in the file, with dots between the levels
 * @param initial its default, whose class is the class of all its values
 * @param help what it means
 * @param choices the texts that it may have; empty for any
 * @param range the numbers that it may have
 * @param objectives the kinds of objective that read it; empty for all
 * @param path whether it names a file or folder
 * @param several whether it may name several, with commas between
 * @param required whether it must be given
 * @param decisive whether it decides the weights that come out
 * @param leftToTheRun the value that leaves it to a run what to take; empty where there is none
 * @param before the value of runs that were begun before there was this setting; {@link Setting#ALWAYS} where there were none
 */
record Declaration(
        String heading,
        String key,
        Object initial,
        String help,
        List<String> choices,
        Range range,
        List<String> objectives,
        boolean path,
        boolean several,
        boolean required,
        boolean decisive,
        String leftToTheRun,
        String before) {
    /** Whether a run with this value goes on only under the same. */
    boolean decides(Object value) {
        return decisive && !(isAdded() && value.equals(parse(before))) && !leaves(value);
    }

    /** Whether a value leaves it to the run what to take. */
    boolean leaves(Object value) {
        return !leftToTheRun.isEmpty() && value.equals(leftToTheRun);
    }

    /** Whether runs were begun before there was this setting. */
    boolean isAdded() {
        return !before.equals(Setting.ALWAYS);
    }

    /** The value, if it may be that of this setting. */
    Object require(Object value) {
        if (value instanceof Number number && !range.contains(number.doubleValue())) {
            throw new InvalidInputException(
                    "setting '" + key + "' must be " + range + ", found " + value + " (" + help + ")");
        }
        if (!choices.isEmpty() && !choices.contains(value)) {
            throw new InvalidInputException("setting '" + key + "': expected one of " + choices + ", found '" + value
                    + "'" + Suggestions.didYouMean((String) value, choices));
        }
        return value;
    }

    /** The value that a file gives. */
    Object parse(JsonNode json) {
        if (initial instanceof String && json.isTextual()) {
            return json.asText();
        }
        if (json.isBoolean() && choices.contains(json.asText())) {
            return json.asText(); // once there were no more choices than these
        }
        if (initial instanceof Boolean && json.isBoolean()) {
            return json.asBoolean();
        }
        if (initial instanceof Integer && json.isInt()) {
            return json.asInt();
        }
        if (initial instanceof Long && json.canConvertToLong() && json.isIntegralNumber()) {
            return json.asLong();
        }
        if (initial instanceof Double && json.isNumber()) {
            return json.asDouble();
        }
        throw new InvalidInputException(
                "setting '" + key + "' should be " + kind() + ", found " + JsonFile.shown(json));
    }

    private String kind() {
        if (initial instanceof Boolean) {
            return "true or false";
        }
        return initial instanceof String ? "a text" : initial instanceof Double ? "a number" : "a whole number";
    }

    /** The value that is written so on a command line. */
    Object parse(String text) {
        try {
            if (initial instanceof Integer) {
                return Integer.parseInt(text);
            }
            if (initial instanceof Long) {
                return Long.parseLong(text);
            }
            if (initial instanceof Double) {
                return Double.parseDouble(text);
            }
        } catch (NumberFormatException e) {
            throw new InvalidInputException(
                    "setting '" + key + "' should be a number like " + initial + ", found '" + text + "'", e);
        }
        if (initial instanceof Boolean) {
            if (!text.equals("true") && !text.equals("false")) {
                throw new InvalidInputException("setting '" + key + "' should be true or false, found '" + text + "'");
            }
            return Boolean.parseBoolean(text);
        }
        return text;
    }
}
