using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace DbPerService.Search.Domain;

/// <summary>
/// Orders candidates. The words of the query count by their length, and matching words of the name decide; a discontinued product comes
/// below those that match as well and can be ordered.
/// </summary>
static class Ranking
{
    /// <summary>So many products are compared and counted for one query.</summary>
    public const int MaxCandidates = 1000;

    const double OfDiscontinued = 0.85;
    const double OfCategory = 0.3;

    static readonly HtmlEncoder Html = HtmlEncoder.Create(UnicodeRanges.All);

    /// <param name="query">The words that are looked for.</param>
    /// <param name="candidates">What the index has found, each once; those that do not match are left out.</param>
    /// <param name="request">The category and the number of hits.</param>
    /// <param name="isComplete">Whether there are no further candidates.</param>
    public static SearchResult Rank(
        IReadOnlyList<QueryWord> query, IReadOnlyCollection<ProductDocument> candidates, SearchQuery request, bool isComplete)
    {
        var categories = candidates.Select(candidate => candidate.Category).Distinct().ToDictionary(name => name, name => Qualities(query, name));
        var matches = candidates.Select(candidate => Match.Of(query, candidate, categories[candidate.Category]))
            .Where(match => match.Score > 0).ToList();
        var ofCategory = request.Category is { } category ? matches.FindAll(match => match.Product.Category == category) : matches;
        var best = ofCategory.OrderByDescending(match => match.Score).ThenBy(match => match.Product.Name, StringComparer.Ordinal)
            .ThenBy(match => match.Product.ProductId, StringComparer.Ordinal).Take(request.Limit);
        return new(
            [.. best.Select(match => new SearchHit(match.Product, match.Score, match.Highlight()))],
            Math.Min(ofCategory.Count, MaxCandidates), isComplete, Facets(matches.Select(match => match.Product)));
    }

    /// <summary>A product that is listed, and matches no words.</summary>
    public static SearchHit Listed(ProductDocument product) => new(product, 1, Html.Encode(product.Name));

    /// <summary>How well a category matches each word: many products share it.</summary>
    static double[] Qualities(IReadOnlyList<QueryWord> query, string category)
    {
        var words = SearchText.Words(category);
        return [.. query.Select(typed => OfCategory * words.Select(word => typed.Quality(word.Text)).DefaultIfEmpty().Max())];
    }

    static List<Facet> Facets(IEnumerable<ProductDocument> products) =>
        [.. products.CountBy(product => product.Category).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => new Facet(pair.Key, pair.Value))];

    sealed record Match(ProductDocument Product, double Score, List<Word> Words, bool[] IsMarked)
    {
        public static Match Of(IReadOnlyList<QueryWord> query, ProductDocument product, double[] ofCategory)
        {
            var words = SearchText.Words(product.Name);
            var marked = new bool[words.Count];
            var (sum, weight, begins) = (0.0, 0, false);
            for (var i = 0; i < query.Count; i++)
            {
                var (best, place) = (0.0, -1);
                for (var j = 0; j < words.Count; j++)
                {
                    var quality = query[i].Quality(words[j].Text);
                    (best, place) = quality > best ? (quality, j) : (best, place);
                }

                if (place >= 0)
                {
                    marked[place] = true;
                    begins |= i == 0 && place == 0;
                }

                sum += Math.Max(best, ofCategory[i]) * query[i].Text.Length;
                weight += query[i].Text.Length;
            }

            var covered = (double)marked.Count(isMarked => isMarked) / Math.Max(1, marked.Length);
            var score = sum == 0 ? 0 : (0.85 * sum / weight) + (0.1 * covered) + (begins ? 0.05 : 0);
            return new(product, Math.Round(product.Discontinued ? score * OfDiscontinued : score, 4), words, marked);
        }

        public string Highlight()
        {
            var (html, from) = (new StringBuilder(), 0);
            foreach (var word in Words.Where((_, i) => IsMarked[i]))
            {
                html.Append(Html.Encode(Product.Name[from..word.Start])).Append("<mark>")
                    .Append(Html.Encode(Product.Name.Substring(word.Start, word.Length))).Append("</mark>");
                from = word.Start + word.Length;
            }

            return html.Append(Html.Encode(Product.Name[from..])).ToString();
        }
    }
}
