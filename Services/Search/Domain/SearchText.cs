using System.Globalization;
using System.Text;

namespace DbPerService.Search.Domain;

/// <summary>A word of a text.</summary>
/// <param name="Text">The word as it is indexed: in lower case, without accents.</param>
/// <param name="Start">Where it starts in the text.</param>
/// <param name="Length">Its length in the text.</param>
readonly record struct Word(string Text, int Start, int Length);

/// <summary>
/// Splits texts into words, the same for names and queries. Accents are removed here and not by the database: a search engine in its place
/// finds the same, and <c>string.Normalize</c> does nothing in globalization-invariant mode.
/// </summary>
static class SearchText
{
    /// <summary>The version of these rules. An index that was built by earlier ones is rebuilt.</summary>
    public const int Format = 1;

    /// <summary>Further words are not indexed.</summary>
    public const int MaxWords = 64;

    /// <summary>Longer words are cut.</summary>
    public const int MaxWordLength = 40;

    // The letters U+00C0 to U+024F and U+1E00 to U+1EFF, from the decompositions of the Unicode Character Database; ligatures and letters
    // with a stroke as they are commonly transcribed. A hyphen stands for a letter that has no such form.
    static readonly string[] Latin = (
        "a a a a a a ae c e e e e i i i i d n o o o o o - o u u u u y th ss a a a a a a ae c e e e e i i i i d n o o o o o - o "
        + "u u u u y th y a a a a a a c c c c c c c c d d d d e e e e e e e e e e g g g g g g g g h h h h i i i i i i i i i i ij "
        + "ij j j k k k l l l l l l l l l l n n n n n n n n n o o o o o o oe oe r r r r r r s s s s s s s s t t t t t t u u u u "
        + "u u u u u u u u w w y y y z z z z z z s b b b b - - - c c d d d d - - - - f f g - hv - i k k l - - n n o o o - - p p "
        + "- - - - - t t t t u u - v y y z z - - - - - - - - - - - - - dz dz dz lj lj lj nj nj nj a a i i o o u u u u u u u u u "
        + "u - a a a a ae ae g g g g k k o o o o - - j dz dz dz g g - - n n a a ae ae o o a a a a e e e e i i i i o o o o r r r "
        + "r u u u u s s t t - - h h - d - - z z a a e e o o o o o o o o y y l n t j - - a c c l t s z - - b u - e e j j q q r r "
        + "y y").Split(' ');

    static readonly string[] LatinAdditional = (
        "a a b b b b b b c c d d d d d d d d d d e e e e e e e e e e f f g g h h h h h h h h h h i i i i k k k k k k l l l l l "
        + "l l l m m m m m m n n n n n n n n o o o o o o o o p p p p r r r r r r r r s s s s s s s s s s t t t t t t t t u u u u "
        + "u u u u u u v v v v w w w w w w w w w w x x x x y y z z z z z z h t w y a s s s ss - a a a a a a a a a a a a a a a a "
        + "a a a a a a a a e e e e e e e e e e e e e e e e i i i i o o o o o o o o o o o o o o o o o o o o o o o o u u u u u u u "
        + "u u u u u u u y y y y y y y y ll ll v v y y").Split(' ');

    const string OtherLetters = "άέήίόύώϊϋΐΰςё";
    const string WithoutAccents = "αεηιουωιυιυσе";

    /// <summary>The words of a text: runs of letters and digits. An apostrophe does not end a word.</summary>
    public static List<Word> Words(string text)
    {
        var (words, word, start, end) = (new List<Word>(), new StringBuilder(), 0, 0);
        var index = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var next = index + rune.Utf16SequenceLength;
            if (Rune.IsLetterOrDigit(rune) && !IsApostrophe(rune))
            {
                start = word.Length == 0 ? index : start;
                Append(word, rune);
                end = next;
            }
            else if (word.Length > 0 && Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark)
            {
                end = next;
            }
            else if (!IsApostrophe(rune))
            {
                End();
            }

            index = next;
        }

        End();
        return words;

        void End()
        {
            if (word.Length > 0 && words.Count < MaxWords)
            {
                words.Add(new(word.ToString(0, Math.Min(word.Length, MaxWordLength)), start, end - start));
            }

            word.Clear();
        }
    }

    static void Append(StringBuilder word, Rune rune)
    {
        var value = rune.Value;
        if (value < 0x80)
        {
            word.Append(char.ToLowerInvariant((char)value));
            return;
        }

        var latin = value is >= 0xC0 and <= 0x24F ? Latin[value - 0xC0] : value is >= 0x1E00 and <= 0x1EFF ? LatinAdditional[value - 0x1E00] : "-";
        if (latin != "-")
        {
            word.Append(latin);
            return;
        }

        var lower = Rune.ToLowerInvariant(rune);
        var other = lower.IsBmp ? OtherLetters.IndexOf((char)lower.Value, StringComparison.Ordinal) : -1;
        if (other >= 0)
        {
            word.Append(WithoutAccents[other]);
        }
        else
        {
            word.Append(lower.ToString());
        }
    }

    static bool IsApostrophe(Rune rune) => rune.Value is '\'' or '’' or 'ʼ' or '`' or '´';
}
