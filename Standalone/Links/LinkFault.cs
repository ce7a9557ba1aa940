using System.Globalization;
using DbPerService.FaultyNetwork;

namespace DbPerService.Standalone.Links;

/// <summary>Parses and applies a link's commands.</summary>
static class LinkFault
{
    /// <returns>Whether the command is valid, and so was applied.</returns>
    public static bool TryApply(FaultyLink link, string words)
    {
        switch (words.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            case ["cut"]:
                link.Cut();
                return true;
            case ["reset"]:
                link.Reset();
                return true;
            case ["delay", var text] when Number(text) is { } milliseconds:
                link.Delay(TimeSpan.FromMilliseconds(milliseconds));
                return true;
            case ["throttle", var text] when Number(text) is > 0 and var bytesPerSecond:
                link.Throttle(bytesPerSecond);
                return true;
            case ["swallow", var text] when DirectionOf(text) is { } direction:
                link.Swallow(direction);
                return true;
            case ["heal"]:
                link.Heal();
                return true;
            default:
                return false;
        }
    }

    static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    static Direction? DirectionOf(string text) => text switch
    {
        "requests" => Direction.ToUpstream,
        "answers" => Direction.ToClient,
        "both" => Direction.Both,
        _ => null,
    };
}
