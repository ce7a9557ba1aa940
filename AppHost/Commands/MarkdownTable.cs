using System.Globalization;
using System.Text;

namespace DbPerService.AppHost;

/// <summary>The output format of every command.</summary>
sealed class MarkdownTable
{
    readonly StringBuilder _text = new();

    public MarkdownTable(params string[] heads)
    {
        Add([.. heads]);
        Add([.. heads.Select(_ => "---")]);
    }

    public MarkdownTable Add(params object?[] cells)
    {
        _text.Append("| ").AppendJoin(" | ", cells.Select(Text)).AppendLine(" |");
        return this;
    }

    /// <summary>The tables in sequence, separated by an empty line.</summary>
    public static string Join(IEnumerable<MarkdownTable> tables) => string.Join(Environment.NewLine, tables);

    public override string ToString() => _text.ToString();

    static string Text(object? cell) =>
        Convert.ToString(cell, CultureInfo.InvariantCulture)!.Replace("|", "\\|", StringComparison.Ordinal);
}
