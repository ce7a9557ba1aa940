using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using DbPerService.Search.Domain;
using Npgsql;
using NpgsqlTypes;
using static DbPerService.PostgreSql.PostgresRows;

namespace DbPerService.Search.Data;

/// <summary>Maps rows to records and back, in the column order of <see cref="SearchSql"/>.</summary>
static class SearchRows
{
    public static ProductDocument Read(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetInt64(1), row.GetString(2), row.GetString(3), row.GetDecimal(4), row.GetString(5), row.GetBoolean(6));

    public static IndexGeneration ReadGeneration(NpgsqlDataReader row) => new(
        row.GetInt64(0), Enum.Parse<IndexState>(row.GetString(1), ignoreCase: true), Enum.Parse<IndexSource>(row.GetString(2), ignoreCase: true),
        row.GetInt32(3), row.GetInt64(4), row.GetDateTime(5), row.IsDBNull(6) ? null : row.GetDateTime(6),
        row.IsDBNull(7) ? null : JsonSerializer.Deserialize(row.GetString(7), ComparisonJson.Default.IndexComparison),
        row.IsDBNull(8) ? null : row.GetString(8));

    public static IndexDigest ReadDigest(NpgsqlDataReader row, int column) =>
        new(row.GetInt64(column), row.GetInt64(column + 1).ToString("x16", CultureInfo.InvariantCulture));

    public static IndexComparison ReadComparison(NpgsqlDataReader row) => new(
        ReadDigest(row, 0), ReadDigest(row, 2), row.GetInt64(4), row.GetInt64(5), row.GetInt64(6), row.GetInt64(7), row.GetInt64(8));

    public static NpgsqlParameter Write(IndexComparison comparison) => new NpgsqlParameter<string>
    {
        TypedValue = JsonSerializer.Serialize(comparison, ComparisonJson.Default.IndexComparison),
        NpgsqlDbType = NpgsqlDbType.Jsonb,
    };

    /// <summary>For <see cref="SearchSql.Upsert"/>.</summary>
    public static NpgsqlParameter[] Columns(IReadOnlyList<ProductDocument> documents) =>
    [
        Column(documents, d => d.ProductId, NpgsqlDbType.Text),
        Column(documents, d => d.Version, NpgsqlDbType.Bigint),
        Column(documents, d => d.Name, NpgsqlDbType.Text),
        Column(documents, d => d.Category, NpgsqlDbType.Text),
        Column(documents, d => d.UnitPrice, NpgsqlDbType.Numeric),
        Column(documents, d => d.Currency, NpgsqlDbType.Text),
        Column(documents, d => d.Discontinued, NpgsqlDbType.Boolean),
        Column(documents, d => string.Join(' ', WordsOf(d).Distinct()), NpgsqlDbType.Text),
    ];

    /// <summary>For <see cref="SearchSql.AddWords"/>: words that mistakes are forgiven in.</summary>
    public static NpgsqlParameter[] WordColumns(IReadOnlyList<ProductDocument> documents)
    {
        var words = documents.SelectMany(WordsOf).Distinct().Where(Spelling.IsTolerant).ToList();
        return
        [
            Column(words, word => word, NpgsqlDbType.Text),
            Column(words, word => string.Join(' ', Spelling.Variants(word)), NpgsqlDbType.Text),
        ];
    }

    static IEnumerable<string> WordsOf(ProductDocument document) =>
        SearchText.Words(document.Name).Concat(SearchText.Words(document.Category)).Select(word => word.Text);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(IndexComparison))]
sealed partial class ComparisonJson : JsonSerializerContext;
