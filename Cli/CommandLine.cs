using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace DbPerService.Cli;

/// <summary>What all command lines of the repository have in common: kinds of options, and how a mistake is reported.</summary>
public static class CommandLine
{
    /// <summary>The exit status for a command line that cannot be carried out.</summary>
    public const int UsageError = 2;

    /// <summary>Carries the command line out, or reports what is wrong with it on standard error.</summary>
    /// <param name="root">The program's options and commands.</param>
    /// <param name="args">What it was called with.</param>
    /// <param name="timeToStop">
    /// How long a command may take to end after SIGINT or SIGTERM, which cancel its token; null for a program that handles signals itself.
    /// </param>
    /// <returns>The exit status: the command's own, or <see cref="UsageError"/>. The exceptions of a command are passed on.</returns>
    public static async Task<int> RunAsync(RootCommand root, IReadOnlyList<string> args, TimeSpan? timeToStop = null)
    {
        var result = Parse(root, args);
        if (result.Action is ParseErrorAction mistakes)
        {
            mistakes.ShowHelp = false;
            await result.InvokeAsync(new() { Output = Console.Error });
            await Console.Error.WriteLineAsync($"{root.HelpName} --help lists the options.");
            return UsageError;
        }

        return await result.InvokeAsync(new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = timeToStop });
    }

    /// <summary>Reads a command line. An argument that begins with @ is no response file, but means itself.</summary>
    public static ParseResult Parse(Command command, IReadOnlyList<string> args) =>
        command.Parse(args, new() { ResponseFileTokenReplacer = null });

    /// <summary>An option without a value.</summary>
    public static Option<bool> Flag(string name, string description) =>
        new(name) { Description = description, Arity = ArgumentArity.Zero };

    /// <summary>A name or a path. What looks like an option is refused: most likely the value was forgotten.</summary>
    public static Option<string?> Text(string name, string placeholder, string description)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = placeholder };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: ['-', '-', ..] value }])
            {
                result.AddError($"{name} needs a value; '{value}' is not one");
            }
        });
        return option;
    }

    /// <summary>A number within bounds, in invariant notation; null when it is not given.</summary>
    public static Option<T?> Number<T>(string name, string placeholder, T min, T max, string description)
        where T : struct, INumber<T> => new(name)
    {
        Description = description,
        HelpName = placeholder,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (T.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                && number >= min && number <= max)
            {
                return number;
            }
            var kind = default(T) is int ? "a whole number" : "a number";
            return Refused<T?>(result, string.Create(CultureInfo.InvariantCulture, $"{kind} from {min} to {max}"));
        },
    };

    /// <summary>An option whose value is read by a function of its own.</summary>
    /// <param name="name">With its dashes.</param>
    /// <param name="placeholder">The form of the value, for the help and for the message about a value that cannot be read.</param>
    /// <param name="read">Null for another form; a <see cref="FormatException"/> says what else is wrong.</param>
    /// <param name="description">For the help.</param>
    public static Option<T?> Of<T>(string name, string placeholder, Func<string, T?> read, string description)
        where T : class => new(name)
    {
        Description = description,
        HelpName = placeholder,
        CustomParser = result =>
        {
            try
            {
                return read(result.Tokens[0].Value) ?? Refused<T?>(result, placeholder);
            }
            catch (FormatException e)
            {
                result.AddError($"{name}: {e.Message}");
                return null;
            }
        },
    };

    static T? Refused<T>(ArgumentResult result, string wanted)
    {
        result.AddError($"{((OptionResult)result.Parent!).Option.Name} takes {wanted}, not '{result.Tokens[0].Value}'");
        return default;
    }
}
