using System.Globalization;
using static System.FormattableString;

namespace DbPerService.Replay.Options;

/// <summary>Command line of the form <c>--name value</c> and <c>--flag</c>; every name known beforehand.</summary>
internal sealed class Arguments
{
    readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    readonly HashSet<string> _flags = new(StringComparer.Ordinal);

    public Arguments(ReadOnlySpan<string> args, string[] values, string[] flags)
    {
        for (var i = 0; i < args.Length; i++)
        {
            var name = args[i];
            if (flags.Contains(name))
            {
                if (!_flags.Add(name))
                {
                    throw new UsageException($"{name} is given twice");
                }
            }
            else if (values.Contains(name))
            {
                if (i + 1 == args.Length || args[i + 1].StartsWith("--", StringComparison.Ordinal))
                {
                    throw new UsageException($"{name} needs a value");
                }

                if (!_values.TryAdd(name, args[++i]))
                {
                    throw new UsageException($"{name} is given twice");
                }
            }
            else
            {
                throw new UsageException($"unknown option {name}");
            }
        }
    }

    public bool Has(string flag) => _flags.Contains(flag);

    public string? Text(string name) => _values.GetValueOrDefault(name);

    public string RequiredText(string name) => Text(name) ?? throw new UsageException($"{name} is missing");

    public int? Integer(string name, int min, int max)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
            ? value
            : throw OutOfRange(name, "a whole number", min, max, text);
    }

    public decimal? Number(string name, decimal min, decimal max)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        var isNumber = decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value);
        return isNumber && value >= min && value <= max
            ? value
            : throw OutOfRange(name, "a number", min, max, text);
    }

    static UsageException OutOfRange(string name, string kind, decimal min, decimal max, string text) =>
        new(Invariant($"{name} takes {kind} from {min} to {max}, not '{text}'"));
}
