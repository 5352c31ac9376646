"""The route of the matrix: questions by articles, some cells at a time."""

from functools import partial

from fastapi import APIRouter, Request
from starlette.responses import Response

from ui.api.routes import respond
from ui.matrix_request import MatrixRequest, MatrixResult, matrix_steps

router = APIRouter()


@router.post("/matrix", response_model=MatrixResult)
async def post_matrix(request: Request, wanted: MatrixRequest) -> Response:
    """Ask each question of each article or source alone; `offset` and `limit` choose the cells of a request."""
    return await respond(request, partial(matrix_steps, wanted), wanted.collection)
