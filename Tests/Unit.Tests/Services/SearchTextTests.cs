using DbPerService.Search.Domain;

namespace DbPerService.Tests.Unit.Services;

public sealed class SearchTextTests
{
    [Theory]
    [InlineData("Château d'Yquem", "chateau dyquem")]
    [InlineData("Cha\u0302teau", "chateau")]
    [InlineData("NuNuCa Nuß-Nougat-Creme", "nunuca nuss nougat creme")]
    [InlineData("Łódź ŒUVRE Ærø Þór İstanbul ǅ ẞ Phở", "lodz oeuvre aero thor istanbul dz ss pho")]
    [InlineData("Ελλάς Ёлка", "ελλασ елка")]
    [InlineData("12 oz. (3/4) a_b 日本 😀", "12 oz 3 4 a b 日本")]
    [InlineData(" \t!? ", "")]
    public void Words_are_folded(string text, string words) =>
        Assert.Equal(words, string.Join(' ', SearchText.Words(text).Select(word => word.Text)));

    [Fact]
    public void Every_Latin_letter_has_its_form()
    {
        for (var c = '\u00C0'; c <= '\u024F'; c++)
        {
            var words = SearchText.Words($"x{c}x");
            Assert.True(c is '×' or '÷' ? words.Count == 2 : words.Count == 1 && words[0].Text is ['x', _, .., 'x'], $"{c}");
        }

        Assert.Equal("y", SearchText.Words("\u024F")[0].Text);
        Assert.Equal("y", SearchText.Words("\u1EFF")[0].Text);
        Assert.Equal("a", SearchText.Words("\u1E00")[0].Text);
    }

    [Fact]
    public void A_word_knows_its_place_in_the_text()
    {
        const string Text = "«Nuß» Jack’s Cha\u0302teau";

        Assert.Equal(["Nuß", "Jack’s", "Cha\u0302teau"], SearchText.Words(Text).Select(word => Text.Substring(word.Start, word.Length)));
    }

    [Fact]
    public void Texts_of_any_length_give_words_within_the_limits()
    {
        Assert.Equal(SearchText.MaxWordLength, Assert.Single(SearchText.Words(new string('a', 1000))).Text.Length);
        Assert.Equal(SearchText.MaxWords, SearchText.Words(string.Concat(Enumerable.Repeat("a ", 1000))).Count);
        Assert.NotNull(SearchText.Words("a\ud800b"));
    }
}
