namespace DbPerService.Replay.Checks.Copies;

/// <summary>A name with one letter wrong.</summary>
static class Typo
{
    /// <summary>The name with another letter instead of one in the middle of its longest word.</summary>
    public static string Of(string name)
    {
        var word = name.Split(' ').MaxBy(part => part.Count(char.IsLetter))!;
        var at = name.IndexOf(word, StringComparison.Ordinal) + word.Length / 2;
        return string.Concat(name.AsSpan(0, at), name[at] is 'x' or 'X' ? "y" : "x", name.AsSpan(at + 1));
    }
}
