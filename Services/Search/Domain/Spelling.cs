namespace DbPerService.Search.Domain;

/// <summary>Finds words although a letter of them is wrong: replaced, missing, too many, or exchanged with its neighbour.</summary>
static class Spelling
{
    // A single letter could be any other.
    const int MinLength = 2;

    // Of two words as short as that, a letter exchanged makes another word; one letter more may be what was meant.
    const int MaxShort = 2;

    /// <summary>The length from which on a mistake is forgiven at the beginning of a longer word, too.</summary>
    public const int MinBeginning = 5;

    /// <summary>Whether mistakes are forgiven: not in numbers, where every digit makes another one.</summary>
    public static bool IsTolerant(string word) => word.Length >= MinLength && word.All(char.IsLetter);

    /// <summary>
    /// The word itself, and the word without each of its letters. Of two words within one edit of each other, these have at least one in
    /// common: so a mistaken word is found by equality, in an index.
    /// </summary>
    public static IEnumerable<string> Variants(string word) =>
        Enumerable.Range(0, word.Length).Select(i => word.Remove(i, 1)).Prepend(word).Distinct();

    /// <summary>Whether at most one edit makes one word of the other.</summary>
    public static bool IsWithinOneEdit(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        var same = a.CommonPrefixLength(b);
        var restA = a[same..];
        var restB = b[same..];
        return (restA.Length - restB.Length) switch
        {
            0 => restA.Length == 0 || restA[1..].SequenceEqual(restB[1..])
                || (restA.Length >= 2 && restA[0] == restB[1] && restA[1] == restB[0] && restA[2..].SequenceEqual(restB[2..])),
            1 => restA[1..].SequenceEqual(restB),
            -1 => restA.SequenceEqual(restB[1..]),
            _ => false,
        };
    }

    /// <summary>Whether a beginning of the word is within one edit of what was typed.</summary>
    public static bool BeginsWithinOneEdit(ReadOnlySpan<char> typed, ReadOnlySpan<char> word)
    {
        for (var length = typed.Length - 1; length <= Math.Min(typed.Length + 1, word.Length); length++)
        {
            if (IsWithinOneEdit(typed, word[..length]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the word may have been meant by what was typed, which may be its beginning.</summary>
    public static bool IsMeant(string typed, string word) =>
        IsTolerant(typed) && (typed.Length > MaxShort || word.Length > MaxShort)
        && (typed.Length >= MinBeginning ? BeginsWithinOneEdit(typed, word) : IsWithinOneEdit(typed, word));
}
