using DbPerService.Search.Domain;

namespace DbPerService.Tests.Unit.Services;

public sealed class SpellingTests
{
    [Theory]
    [InlineData("chai", "chai", true)]
    [InlineData("chai", "chei", true)]
    [InlineData("chai", "hai", true)]
    [InlineData("chai", "cha", true)]
    [InlineData("chai", "chaai", true)]
    [InlineData("chai", "cahi", true)]
    [InlineData("chai", "chaix", true)]
    [InlineData("chai", "hcia", false)]
    [InlineData("chai", "ca", false)]
    [InlineData("chai", "chaixy", false)]
    [InlineData("", "a", true)]
    [InlineData("", "", true)]
    public void One_edit_is_recognized_both_ways(string a, string b, bool expected)
    {
        Assert.Equal(expected, Spelling.IsWithinOneEdit(a, b));
        Assert.Equal(expected, Spelling.IsWithinOneEdit(b, a));
    }

    [Fact]
    public void Words_within_one_edit_are_exactly_the_close_ones_that_share_a_variant()
    {
        var words = AllWords().ToList();
        foreach (var a in words)
        {
            foreach (var b in words)
            {
                Assert.Equal(Distance(a, b) <= 1, Spelling.IsWithinOneEdit(a, b));
                Assert.True(Distance(a, b) > 1 || Spelling.Variants(a).Intersect(Spelling.Variants(b)).Any(), $"{a} {b}");
            }
        }
    }

    [Fact]
    public void A_beginning_within_one_edit_shares_the_beginning_of_a_variant()
    {
        var words = AllWords().ToList();
        foreach (var (typed, word) in words.SelectMany(typed => words.Select(word => (typed, word))).Where(pair => pair.typed.Length > 2))
        {
            var begins = Enumerable.Range(0, word.Length + 1).Any(length => Distance(typed, word[..length]) <= 1);
            Assert.Equal(begins, Spelling.BeginsWithinOneEdit(typed, word));
            Assert.True(
                !begins || Spelling.Variants(typed).Any(v => Spelling.Variants(word).Any(w => w.StartsWith(v, StringComparison.Ordinal))),
                $"{typed} {word}");
        }
    }

    [Theory]
    [InlineData("1234", false)]
    [InlineData("a", false)]
    [InlineData("a1c", false)]
    [InlineData("ab", true)]
    public void Mistakes_are_forgiven_in_words_and_not_in_numbers(string word, bool expected) => Assert.Equal(expected, Spelling.IsTolerant(word));

    [Theory]
    [InlineData("ta", "tea", true)]
    [InlineData("de", "di", false)]
    [InlineData("chai", "chaos", false)]
    [InlineData("chaii", "chainsaw", true)]
    [InlineData("chiar", "chairs", true)]
    public void A_mistake_is_forgiven_at_the_beginning_of_a_word_from_five_letters_on(string typed, string word, bool expected) =>
        Assert.Equal(expected, Spelling.IsMeant(typed, word));

    /// <summary>All words of up to five letters of two kinds.</summary>
    static IEnumerable<string> AllWords() =>
        from length in Enumerable.Range(0, 6)
        from bits in Enumerable.Range(0, 1 << length)
        select string.Concat(Enumerable.Range(0, length).Select(i => (bits >> i & 1) == 0 ? 'a' : 'b'));

    /// <summary>Insertions, deletions, replacements and exchanges of neighbours, by the textbook.</summary>
    static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                d[i, j] = i == 0 || j == 0 ? i + j
                    : Math.Min(Math.Min(d[i - 1, j], d[i, j - 1]) + 1, d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
                }
            }
        }

        return d[a.Length, b.Length];
    }
}
