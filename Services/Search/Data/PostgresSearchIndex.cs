using DbPerService.Messaging.PostgreSql;
using DbPerService.PostgreSql;
using DbPerService.Search.Domain;
using Npgsql;
using static DbPerService.PostgreSql.PostgresTransaction;

namespace DbPerService.Search.Data;

/// <summary>
/// The index in PostgreSQL. The database finds candidates by their words; <see cref="Ranking"/> orders at most
/// <see cref="Ranking.MaxCandidates"/> of them, so that a search for one letter costs no more than any other.
/// </summary>
sealed class PostgresSearchIndex(PostgresUnitOfWork unit, NpgsqlDataSource database, LiveGeneration live) : ISearchIndex
{
    // With fewer hits, words with mistakes are looked for, too: what was typed may be another word by mistake.
    const int EnoughHits = 20;

    // Of words that could be meant, before they are compared with the typed one.
    const int MaxVariants = 200;
    const int MaxSimilar = 5;

    // A switch of generations during each of so many attempts does not happen.
    const int MaxAttempts = 5;

    public async Task<SearchResult> SearchAsync(SearchQuery query, CancellationToken cancellationToken)
    {
        if (query.Text.Length == 0)
        {
            return query.Category is { } category ? await ListAsync(category, query.Limit, cancellationToken) : new([], 0, true, []);
        }

        var words = QueryWord.Of(query.Text);
        if (words.Count == 0)
        {
            return new([], 0, true, []);
        }

        var found = new Candidates();
        await FindAsync(found, WordQuery.Exact(words), WordQuery.Beginnings(words), query.Category, cancellationToken);
        var result = found.Rank(words, query);
        if (result.Total >= EnoughHits)
        {
            return result;
        }

        (words, var meant) = await CorrectAsync(words, cancellationToken);
        await FindAsync(found, WordQuery.Exact(words), WordQuery.Tolerant(words, meant), query.Category, cancellationToken);
        result = found.Rank(words, query);
        if (result.Total == 0 && words.Count > 1)
        {
            await FindAsync(found, WordQuery.Exact(words), WordQuery.AllButOne(words, meant), query.Category, cancellationToken);
            result = found.Rank(words, query);
        }

        return result;
    }

    public Task ApplyAsync(IReadOnlyList<ProductDocument> documents, CancellationToken cancellationToken) =>
        ReplaceAsync([], documents, cancellationToken);

    public async Task ReplaceAsync(
        IReadOnlyList<(string ProductId, long Version)> found, IReadOnlyList<ProductDocument> documents, CancellationToken cancellationToken)
    {
        // One row per product: a statement must not change the same row twice.
        var newest = documents.GroupBy(document => document.ProductId).Select(versions => versions.MaxBy(document => document.Version)!).ToList();
        unit.Defer(SearchSql.KeepGenerations);
        List<long> generations;
        await using (var reader = await unit.QueryAsync(SearchSql.Kept, [], cancellationToken))
        {
            generations = await reader.ToListAsync(row => row.GetInt64(0), cancellationToken);
        }

        foreach (var generation in generations)
        {
            if (found.Count > 0)
            {
                unit.Defer(
                    SearchSql.Remove(generation), Parameter(found.Select(document => document.ProductId).ToArray()),
                    Parameter(found.Select(document => document.Version).ToArray()));
            }

            unit.Defer(SearchSql.Upsert(generation), SearchRows.Columns(newest));
            unit.Defer(SearchSql.AddWords(generation), SearchRows.WordColumns(newest));
        }
    }

    async Task<SearchResult> ListAsync(string category, int limit, CancellationToken cancellationToken)
    {
        var count = 0;
        var products = await ReadLiveAsync(
            generation => [
                new(SearchSql.OfCategory(generation)) { Parameters = { Parameter(category), Parameter(limit) } },
                new(SearchSql.CountOfCategory(generation)) { Parameters = { Parameter(category), Parameter(Ranking.MaxCandidates + 1) } },
            ],
            async reader =>
            {
                var rows = await reader.ToListAsync(SearchRows.Read, cancellationToken);
                await reader.NextResultAsync(cancellationToken);
                await reader.ReadAsync(cancellationToken);
                count = (int)reader.GetInt64(0);
                return rows;
            },
            cancellationToken);
        var total = Math.Min(count, Ranking.MaxCandidates);
        return new(
            products.ConvertAll(Ranking.Listed), total, count <= Ranking.MaxCandidates, total > 0 ? [new(category, total)] : []);
    }

    async Task FindAsync(Candidates found, string exact, string wide, string? category, CancellationToken cancellationToken)
    {
        const int Limit = Ranking.MaxCandidates + 1;
        if (!found.Add(await CandidatesAsync(category: null)) && category is not null)
        {
            // Those of the category may be among the ones that were left out.
            found.Add(await CandidatesAsync(category));
        }

        Task<List<ProductDocument>> CandidatesAsync(string? category) => ReadLiveAsync(
            generation =>
            {
                var command = new NpgsqlBatchCommand(
                    category is null ? SearchSql.Candidates(generation) : SearchSql.CandidatesOfCategory(generation))
                {
                    Parameters = { Parameter(exact), Parameter(wide), Parameter(Limit) },
                };
                if (category is not null)
                {
                    command.Parameters.Add(Parameter(category));
                }

                return [command];
            },
            reader => reader.ToListAsync(SearchRows.Read, cancellationToken), cancellationToken);
    }

    /// <summary>Looks up which words of the index may be meant by the typed ones.</summary>
    /// <returns>The words, with those that are only similar, and per word the others.</returns>
    async Task<(IReadOnlyList<QueryWord> Words, IReadOnlyDictionary<string, List<string>> Meant)> CorrectAsync(
        IReadOnlyList<QueryWord> words, CancellationToken cancellationToken)
    {
        var typed = words.Select(word => word.Text).Where(Spelling.IsTolerant).ToArray();
        if (typed.Length == 0)
        {
            return (words, new Dictionary<string, List<string>>());
        }

        var variants = await ReadLiveAsync(
            generation => [new(SearchSql.Variants(generation))
            {
                Parameters = { Parameter(typed), Parameter(Array.ConvertAll(typed, WordQuery.Variants)), Parameter(MaxVariants) },
            }],
            reader => reader.ToListAsync(row => (Typed: row.GetString(0), Word: row.GetString(1)), cancellationToken), cancellationToken);
        var meant = variants.Where(pair => Spelling.IsMeant(pair.Typed, pair.Word)).GroupBy(pair => pair.Typed, pair => pair.Word)
            .ToDictionary(group => group.Key, group => group.ToList());
        var unknown = typed.Where(word => !meant.ContainsKey(word)).ToArray();
        if (unknown.Length == 0)
        {
            return (words, meant);
        }

        var similar = await ReadLiveAsync(
            generation => [new(SearchSql.Similar(generation)) { Parameters = { Parameter(unknown), Parameter(MaxSimilar) } }],
            reader => reader.ToListAsync(
                row => (Typed: row.GetString(0), Word: row.GetString(1), Similarity: row.GetDouble(2)), cancellationToken),
            cancellationToken);
        var byTyped = similar.ToLookup(row => row.Typed);
        foreach (var rows in byTyped)
        {
            meant.Add(rows.Key, [.. rows.Select(row => row.Word)]);
        }

        return ([.. words.Select(word => word with { Similar = byTyped[word.Text].ToDictionary(row => row.Word, row => row.Similarity) })], meant);
    }

    /// <summary>Reads from the live generation. That it was live is read with it; if it was not, it is read again from the one that is.</summary>
    async Task<T> ReadLiveAsync<T>(
        Func<long, NpgsqlBatchCommand[]> commands, Func<NpgsqlDataReader, Task<T>> read, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var generation = live.Number;
            try
            {
                await using var batch = database.CreateBatch();
                batch.BatchCommands.Add(new NpgsqlBatchCommand(SearchSql.Live));
                foreach (var command in commands(generation))
                {
                    batch.BatchCommands.Add(command);
                }

                await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
                await reader.ReadAsync(cancellationToken);
                live.Number = reader.GetInt64(0);
                if (live.Number == generation || attempt == MaxAttempts)
                {
                    await reader.NextResultAsync(cancellationToken);
                    return await read(reader);
                }
            }
            catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UndefinedTable && attempt < MaxAttempts)
            {
                live.Number = (await database.QueryAsync(SearchSql.Live, row => row.GetInt64(0), cancellationToken)).Single();
            }
        }
    }

    /// <summary>What was found so far, each product once.</summary>
    sealed class Candidates
    {
        readonly Dictionary<string, ProductDocument> _products = [];
        bool _isComplete = true;

        /// <returns>Whether these are all that there are.</returns>
        public bool Add(List<ProductDocument> products)
        {
            foreach (var product in products)
            {
                _products[product.ProductId] = product;
            }

            // The exact ones come first, and are among the others unless those were cut.
            var isComplete = products.CountBy(product => product.ProductId).Count() <= Ranking.MaxCandidates;
            _isComplete &= isComplete;
            return isComplete;
        }

        public SearchResult Rank(IReadOnlyList<QueryWord> words, SearchQuery query) =>
            Ranking.Rank(words, _products.Values, query, _isComplete);
    }
}
